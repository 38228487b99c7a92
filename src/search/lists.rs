//! Which words stand in which documents, and how both are cut into shards.

use std::cmp::Ordering;

use rustc_hash::FxHashMap;

use super::code;
use super::documents::Document;
use super::fold::{LONGEST, words};

/// A shard has about so many bytes of words, before it is compressed.
const WORDS: usize = 20_000;
/// And a block of the lists of their documents so many.
const LISTS: usize = 8_000;
/// Words in more than half of all documents tell nothing apart, if there are so many documents.
const FEW: usize = 500;

/// The documents with a word, by its weight: in the text, beside it, in the title.
#[derive(Debug, Default)]
pub(super) struct Lists([Vec<u32>; 3]);

/// All words of a site.
#[derive(Debug, Default)]
pub(super) struct Vocabulary<'d> {
    /// In the order in which a script compares texts: by UTF-16 units.
    words: Vec<(&'d str, Lists)>,
    /// The words whose place in texts is not kept, since most texts have them.
    pub(super) common: Vec<&'d str>,
}

/// Words that begin alike, with the documents that have them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shard {
    /// With this or more a word must begin to be in this shard, or in a later one.
    pub(super) from: String,
    /// The words, see [`code::word`], parted by `|`; those of a block by `/` from those of the next.
    pub(super) words: String,
    /// For each block the lists of its words, see [`Lists::write`].
    pub(super) blocks: Vec<String>,
}

impl<'d> Vocabulary<'d> {
    /// The words of documents, which are numbered in their order.
    pub(super) fn of(documents: &'d [Document]) -> Vocabulary<'d> {
        let mut words = lists(documents);
        words.sort_unstable_by(|(a, _), (b, _)| by_utf16(a, b));
        let mut vocabulary = Vocabulary { words, common: Vec::new() };
        vocabulary.drop_common(documents.len());
        vocabulary
    }

    fn drop_common(&mut self, documents: usize) {
        let most = FEW.max(documents / 2);
        for (word, lists) in &mut self.words {
            if lists.0[0].len() > most {
                lists.0[0].clear();
                self.common.push(word);
            }
        }
        self.words.retain(|(_, lists)| lists.count() > 0);
    }

    /// The words with their documents in shards.
    pub(super) fn shards(&self) -> Vec<Shard> {
        let mut shards = Vec::new();
        let (mut rest, mut before) = (self.words.as_slice(), "");
        for count in cut(rest, 1) {
            let (part, after) = rest.split_at(count);
            shards.push(shard(part, before));
            before = part.last().map_or("", |(word, _)| word);
            rest = after;
        }
        shards
    }
}

/// The order in which a script compares texts.
fn by_utf16(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() {
        return a.cmp(b);
    }
    a.encode_utf16().cmp(b.encode_utf16())
}

/// The words of documents, in no particular order, with the documents that have them.
fn lists(documents: &[Document]) -> Vec<(&str, Lists)> {
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    let mut found: Vec<(&str, Lists)> = Vec::new();
    let mut last: Vec<u32> = Vec::new();
    for (number, document) in (0..).zip(documents) {
        // What is met first in a document has its greatest weight there.
        for (weight, text) in document.texts.iter().enumerate().rev() {
            words(text, |word| {
                let place = *places.entry(word).or_insert(found.len());
                if place == found.len() {
                    found.push((word, Lists::default()));
                    last.push(number);
                } else if last[place] == number {
                    return;
                }
                last[place] = number;
                found[place].1.0[weight].push(number);
            });
        }
    }
    found
}

/// How many words are in each shard. Words that begin with the same letters stay together as far as
/// they fit, so that a word is found in spite of a mistake later in it.
fn cut(words: &[(&str, Lists)], letters: usize) -> Vec<usize> {
    let (mut counts, mut open, mut size) = (Vec::new(), 0, 0);
    let is_alike = |(a, _): &(&str, _), (b, _): &(&str, _)| {
        a.chars().take(letters).eq(b.chars().take(letters))
    };
    for group in words.chunk_by(is_alike) {
        let of_group: usize = group.iter().map(|(word, _)| word.len() + 3).sum();
        if size + of_group > WORDS && open > 0 {
            counts.push(open);
            (open, size) = (0, 0);
        }
        if of_group > WORDS && letters < LONGEST {
            counts.extend(cut(group, letters + 1));
        } else {
            open += group.len();
            size += of_group;
        }
    }
    counts.extend((open > 0).then_some(open));
    counts
}

fn shard(words: &[(&str, Lists)], last: &str) -> Shard {
    let from = words.first().map_or("", |(word, _)| word);
    let same = from.chars().zip(last.chars()).take_while(|(a, b)| a == b).count();
    let from = from.chars().take(if last.is_empty() { 0 } else { same + 1 }).collect();
    let mut shard = Shard { from, ..Shard::default() };
    let (mut block, mut before) = (String::new(), "");
    for (at, (word, lists)) in words.iter().enumerate() {
        if block.len() >= LISTS {
            shard.blocks.push(std::mem::take(&mut block));
            shard.words.push('/');
        } else if at > 0 {
            shard.words.push('|');
        }
        code::word(word, before, lists.count(), &mut shard.words);
        lists.write(&mut block);
        before = word;
    }
    shard.blocks.push(block);
    shard
}

impl Lists {
    fn count(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    /// The documents as rising numbers: those with the word in their text, `1`, those with it beside
    /// it, `2`, those with it in their title, `0`. A list that is empty has no digit before it.
    fn write(&self, text: &mut String) {
        for (weight, list) in self.0.iter().enumerate().filter(|(_, list)| !list.is_empty()) {
            text.extend((weight > 0).then(|| char::from(b'0' + weight as u8)));
            code::rising(list, text);
        }
        text.push('0');
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    fn document(title: &str, beside: &str, text: &str) -> Document {
        Document { texts: [text, beside, title].map(fold), ..Document::default() }
    }

    #[test]
    fn a_document_stands_once_in_the_heaviest_list_of_a_word() {
        let documents = [
            document("A stove", "Repairs", "The stove of the repairs"),
            document("Boots", "", "a stove, a stove"),
            document("", "stove", ""),
        ];
        let shards = Vocabulary::of(&documents).shards();
        // boots: title of 1. of: text of 0. repairs: beside 0. stove: text of 1, beside 2, title
        // of 0. the: text of 0.
        let expected = Shard {
            from: String::new(),
            words: "00boots|00of|00repairs|01stove|00the".to_owned(),
            blocks: vec!["2b0a01a0b1c2a0a0".to_owned()],
        };
        assert_eq!(shards, [expected]);
    }

    #[test]
    fn words_of_most_documents_are_kept_for_titles_alone() {
        let mut documents: Vec<Document> = (0..1_200).map(|_| document("", "", "the")).collect();
        documents[7].texts[2] = "the stove".to_owned();
        let vocabulary = Vocabulary::of(&documents);
        assert_eq!(vocabulary.common, ["the"]);
        let shards = vocabulary.shards();
        assert_eq!(shards[0].words, "00stove|00the");
        assert_eq!(shards[0].blocks, ["2h02h0"]);
        documents.truncate(400);
        assert!(Vocabulary::of(&documents).common.is_empty());
    }

    #[test]
    fn words_that_begin_alike_stay_together_and_no_shard_is_too_large() {
        // Three letters of their own, then a running number: 5,000 words of 8 letters.
        let word = |n: usize| {
            let letters = ["sta", "sto", "rum", "zoo", "éto"];
            format!("{}{n:05}", letters[n % 5])
        };
        let text: String = (0..5_000).map(|n| word(n) + " ").collect();
        let documents = [document("", "", &text)];
        let vocabulary = Vocabulary::of(&documents);
        let shards = vocabulary.shards();
        let from: Vec<&str> = shards.iter().map(|shard| shard.from.as_str()).collect();
        assert_eq!(from, ["", "r", "s", "sto", "z"]);
        assert!(shards.iter().all(|shard| shard.words.len() <= WORDS));
        let words: usize = shards.iter().map(|s| s.words.split(['|', '/']).count()).sum();
        assert_eq!(words, 5_000);
    }

    #[test]
    fn a_block_ends_where_it_is_full() {
        let mut documents: Vec<Document> = Vec::new();
        for n in 0..400 {
            // Each word is in every second document: a list of 200 letters and its end.
            let words: String = (0..100)
                .map(|w| if n % 2 == w % 2 { format!("w{w:03} ") } else { String::new() })
                .collect();
            documents.push(document("", "", &words));
        }
        let shards = Vocabulary::of(&documents).shards();
        let words: Vec<usize> =
            shards[0].words.split('/').map(|block| block.split('|').count()).collect();
        assert_eq!(words, [40, 40, 20]);
        assert_eq!(shards[0].blocks.len(), 3);
        assert!(shards[0].blocks[..2].iter().all(|block| (8_000..8_100).contains(&block.len())));
    }
}
