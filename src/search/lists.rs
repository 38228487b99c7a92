//! Which words stand in which documents, and how both are cut into shards.

use std::cmp::Ordering;
use std::ops::Range;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_128;

use super::code;
use super::fold::{LONGEST, words};

/// A shard has about so many bytes of words, before it is compressed.
const WORDS: usize = 20_000;
/// And a block of the lists of their documents so many.
const LISTS: usize = 4_000;
/// Words in more than half of all documents tell nothing apart, if there are so many documents.
const FEW: usize = 500;

/// So many words are kept in one stretch.
const STRETCH: usize = 1 << 16;

/// Where words are gathered, document by document.
#[derive(Debug, Default)]
pub(super) struct Gatherer {
    /// The words by their hashes: 128 bits do not meet by chance, and a look at one is near.
    known: FxHashMap<u128, Known>,
    words: Vec<String>,
    /// Each word of each document, by its number: in stretches, which need not be moved as they grow.
    met: Vec<Vec<(u32, Place)>>,
    documents: u32,
}

/// A word that has been met.
#[derive(Debug)]
struct Known {
    number: u32,
    /// The last document that has it.
    document: u32,
}

/// A document with a word, and the weight of the word there: 0 in the text, 1 beside it, 2 in the
/// title.
#[derive(Clone, Copy, Debug, Default)]
struct Place(u32);

impl Place {
    fn new(document: u32, weight: usize) -> Place {
        Place(document << 2 | weight as u32)
    }

    fn document(self) -> u32 {
        self.0 >> 2
    }

    fn weight(self) -> usize {
        (self.0 & 3) as usize
    }
}

impl Gatherer {
    /// Adds the words of a document: of its text, of what stands beside it, and of its title.
    pub(super) fn add(&mut self, texts: &[String; 3]) {
        let document = self.documents;
        // What is met first in a document has its greatest weight there.
        for (weight, text) in texts.iter().enumerate().rev() {
            words(text, |word| {
                let place = (xxh3_128(word.as_bytes()), Place::new(document, weight));
                self.add_word(word, place);
            });
        }
        self.documents += 1;
    }

    fn add_word(&mut self, word: &str, (hash, place): (u128, Place)) {
        let document = place.document();
        let number = match self.known.get_mut(&hash) {
            Some(known) if known.document == document => return,
            Some(known) => {
                known.document = document;
                known.number
            }
            None => {
                let number = self.words.len() as u32;
                self.known.insert(hash, Known { number, document });
                self.words.push(word.to_owned());
                number
            }
        };
        match self.met.last_mut() {
            Some(stretch) if stretch.len() < STRETCH => stretch.push((number, place)),
            _ => {
                let mut stretch = Vec::with_capacity(STRETCH);
                stretch.push((number, place));
                self.met.push(stretch);
            }
        }
    }

    /// The words with their documents.
    pub(super) fn vocabulary(self) -> Vocabulary {
        // Each word's places follow those of the word before; `ends` moves on as they are filled.
        let mut ends = vec![0; self.words.len()];
        self.met.iter().flatten().for_each(|(number, _)| ends[*number as usize] += 1);
        let mut start = 0;
        for end in &mut ends {
            let count = std::mem::replace(end, start);
            start += count;
        }
        let starts = ends.clone();
        let mut places = vec![Place::default(); start];
        for (number, place) in self.met.into_iter().flatten() {
            let end = &mut ends[number as usize];
            places[*end] = place;
            *end += 1;
        }
        let ranges = starts.into_iter().zip(ends).map(|(start, end)| start..end);
        let mut words: Vec<Word> = self.words.into_iter().zip(ranges).map(Word::new).collect();
        words.sort_unstable_by(|a, b| by_utf16(&a.text, &b.text));
        let mut vocabulary = Vocabulary { words, places, common: Vec::new() };
        vocabulary.drop_common(self.documents as usize);
        vocabulary
    }
}

/// The order in which a script compares texts: that of UTF-16. The order of UTF-8 is another only
/// behind U+E000.
fn by_utf16(a: &str, b: &str) -> Ordering {
    let is_low = |text: &str| text.bytes().all(|byte| byte < 0xee);
    match a.cmp(b) {
        order if is_low(a) || is_low(b) => order,
        _ => a.encode_utf16().cmp(b.encode_utf16()),
    }
}

/// All words of a site.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    /// In the order in which a script compares texts.
    words: Vec<Word>,
    /// The documents of all words, those of each in rising order.
    places: Vec<Place>,
    /// The words whose place in texts is not kept, since most texts have them.
    pub(super) common: Vec<String>,
}

/// A word.
#[derive(Debug)]
struct Word {
    text: String,
    /// Where its places stand.
    places: Range<usize>,
    /// The lowest weight that is kept of it.
    least: usize,
}

impl Word {
    fn new((text, places): (String, Range<usize>)) -> Word {
        Word { text, places, least: 0 }
    }
}

/// Words that begin alike, with the documents that have them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Shard {
    /// With this or more a word must begin to be in this shard, or in a later one.
    pub(super) from: String,
    /// The words, see [`code::word`], parted by `|`; those of a block by `/` from those of the next.
    pub(super) words: String,
    /// For each block the lists of its words, see [`Vocabulary::write`].
    pub(super) blocks: Vec<String>,
}

impl Vocabulary {
    fn drop_common(&mut self, documents: usize) {
        let most = FEW.max(documents / 2);
        for word in &mut self.words {
            let places = self.places[word.places.clone()].iter();
            if places.filter(|place| place.weight() == 0).count() > most {
                word.least = 1;
                self.common.push(word.text.clone());
            }
        }
        let places = &self.places;
        self.words.retain(|word| count(word, places) > 0);
    }

    /// The words with their documents in shards.
    pub(super) fn shards(&self) -> Vec<Shard> {
        let mut shards = Vec::new();
        let (mut rest, mut before) = (self.words.as_slice(), "");
        for count in cut(rest, 1) {
            let (part, after) = rest.split_at(count);
            shards.push(self.shard(part, before));
            before = part.last().map_or("", |word| &word.text);
            rest = after;
        }
        shards
    }

    fn shard(&self, words: &[Word], last: &str) -> Shard {
        let from = words.first().map_or("", |word| &word.text);
        let same = from.chars().zip(last.chars()).take_while(|(a, b)| a == b).count();
        let from = from.chars().take(if last.is_empty() { 0 } else { same + 1 }).collect();
        let mut shard = Shard { from, ..Shard::default() };
        let (mut block, mut before) = (String::new(), "");
        for (at, word) in words.iter().enumerate() {
            if block.len() >= LISTS {
                shard.blocks.push(std::mem::take(&mut block));
                shard.words.push('/');
            } else if at > 0 {
                shard.words.push('|');
            }
            code::word(&word.text, before, count(word, &self.places), &mut shard.words);
            self.write(word, &mut block);
            before = &word.text;
        }
        shard.blocks.push(block);
        shard
    }

    /// The documents of a word as rising numbers: those with it in their text, `1`, those with it
    /// beside it, `2`, those with it in their title, `0`. A list that is empty has no digit before
    /// it.
    fn write(&self, word: &Word, text: &mut String) {
        let places = &self.places[word.places.clone()];
        for weight in word.least..3 {
            let mut list = places.iter().filter(|place| place.weight() == weight).peekable();
            if list.peek().is_some() {
                text.extend((weight > 0).then(|| char::from(b'0' + weight as u8)));
                code::rising(list.map(|place| place.document()), text);
            }
        }
        text.push('0');
    }
}

/// In how many documents a word is looked for.
fn count(word: &Word, places: &[Place]) -> usize {
    let places = places[word.places.clone()].iter();
    places.filter(|place| place.weight() >= word.least).count()
}

/// How many words are in each shard. Words that begin with the same letters stay together as far as
/// they fit, so that a word is found in spite of a mistake later in it.
fn cut(words: &[Word], letters: usize) -> Vec<usize> {
    let (mut counts, mut open, mut size) = (Vec::new(), 0, 0);
    let is_alike =
        |a: &Word, b: &Word| a.text.chars().take(letters).eq(b.text.chars().take(letters));
    for group in words.chunk_by(is_alike) {
        let of_group: usize = group.iter().map(|word| word.text.len() + 3).sum();
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

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    fn document(title: &str, beside: &str, text: &str) -> [String; 3] {
        [text, beside, title].map(fold)
    }

    fn vocabulary(documents: &[[String; 3]]) -> Vocabulary {
        let mut gatherer = Gatherer::default();
        documents.iter().for_each(|document| gatherer.add(document));
        gatherer.vocabulary()
    }

    #[test]
    fn a_document_stands_once_in_the_heaviest_list_of_a_word() {
        let documents = [
            document("A stove", "Repairs", "The stove of the repairs"),
            document("Boots", "", "a stove, a stove"),
            document("", "stove", ""),
        ];
        let shards = vocabulary(&documents).shards();
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
        let mut documents: Vec<[String; 3]> = (0..1_200).map(|_| document("", "", "the")).collect();
        documents[7][2] = "the stove".to_owned();
        let all = vocabulary(&documents);
        assert_eq!(all.common, ["the"]);
        let shards = all.shards();
        assert_eq!(shards[0].words, "00stove|00the");
        assert_eq!(shards[0].blocks, ["2h02h0"]);
        documents.truncate(400);
        assert!(vocabulary(&documents).common.is_empty());
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
        let all = vocabulary(&documents);
        let shards = all.shards();
        let from: Vec<&str> = shards.iter().map(|shard| shard.from.as_str()).collect();
        assert_eq!(from, ["", "r", "s", "sto", "z"]);
        assert!(shards.iter().all(|shard| shard.words.len() <= WORDS));
        let words: usize = shards.iter().map(|s| s.words.split(['|', '/']).count()).sum();
        assert_eq!(words, 5_000);
    }

    #[test]
    fn a_block_ends_where_it_is_full() {
        let mut documents: Vec<[String; 3]> = Vec::new();
        for n in 0..400 {
            // Each word is in every second document: a list of 200 letters and its end.
            let words: String = (0..100)
                .map(|w| if n % 2 == w % 2 { format!("w{w:03} ") } else { String::new() })
                .collect();
            documents.push(document("", "", &words));
        }
        let shards = vocabulary(&documents).shards();
        let words: Vec<usize> =
            shards[0].words.split('/').map(|block| block.split('|').count()).collect();
        assert_eq!(words, [20; 5]);
        assert_eq!(shards[0].blocks.len(), 5);
        assert!(shards[0].blocks.iter().all(|block| (4_000..4_100).contains(&block.len())));
    }
}
