//! Which cells of a table are hidden so that no small group can be seen.

/// A cell that is hidden, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cover {
    /// It is shown.
    Shown,
    /// Its group is smaller than the minimum.
    Small,
    /// It would give a smaller group away.
    Shield,
}

/// Which cells of a table of counts are hidden. Rows are groups in the order of their keys, columns
/// are months and, last, the sum of the row. The sums of the columns are known to everybody.
///
/// Cells of 1 to `minimum - 1` are hidden, then the smallest further cells, until every row and
/// every column hides none or at least two. `already` hidden cells stay hidden. Then no hidden cell
/// may be determined by the sums: hidden cells are the edges of a graph whose nodes are the rows
/// and columns, each with one equation, and an edge is determined exactly if it lies on no cycle;
/// the row of such a cell is hidden whole.
///
/// ```
/// use moments::privacy::{suppress, Cover};
/// // Two teams, two months and their sum: 3 is small, so its neighbours must hide as well.
/// let counts = vec![vec![3, 40, 43], vec![50, 60, 110]];
/// let covers = suppress(&counts, 5, &[]);
/// assert_eq!(covers[0], [Cover::Small, Cover::Shield, Cover::Shown]);
/// assert_eq!(covers[1], [Cover::Shield, Cover::Shield, Cover::Shown]);
/// ```
pub fn suppress(counts: &[Vec<u64>], minimum: u64, already: &[Vec<Cover>]) -> Vec<Vec<Cover>> {
    let cover = |row: usize, column: usize| {
        let before = already.get(row).and_then(|covers| covers.get(column)).copied();
        match counts[row][column] {
            count if count > 0 && count < minimum => Cover::Small,
            _ => before.unwrap_or(Cover::Shown),
        }
    };
    let columns = counts.first().map_or(0, Vec::len);
    let cells = |row: usize| (0..columns).map(move |column| (row, column));
    let mut table = Table {
        counts,
        covers: (0..counts.len()).map(|r| cells(r).map(|(r, c)| cover(r, c)).collect()).collect(),
    };
    loop {
        table.hide_pairs();
        let Some(row) = table.determined_row() else { return table.covers };
        table.hide_row(row);
    }
}

struct Table<'a> {
    counts: &'a [Vec<u64>],
    covers: Vec<Vec<Cover>>,
}

impl Table<'_> {
    fn is_hidden(&self, row: usize, column: usize) -> bool {
        self.covers[row][column] != Cover::Shown
    }

    fn columns(&self) -> usize {
        self.covers.first().map_or(0, Vec::len)
    }

    /// Hides further cells until no row and no column hides exactly one.
    fn hide_pairs(&mut self) {
        loop {
            let mut is_done = true;
            for row in 0..self.covers.len() {
                let cells: Vec<_> = (0..self.columns()).map(|column| (row, column)).collect();
                is_done &= !self.hide_second(&cells);
            }
            for column in 0..self.columns() {
                let cells: Vec<_> = (0..self.covers.len()).map(|row| (row, column)).collect();
                is_done &= !self.hide_second(&cells);
            }
            if is_done {
                return;
            }
        }
    }

    /// Where exactly one cell of a line is hidden, hides the smallest other; ties by position.
    /// Cells with nothing in them come last: a group that was not there is no shield worth having.
    fn hide_second(&mut self, cells: &[(usize, usize)]) -> bool {
        let hidden = cells.iter().filter(|&&(row, column)| self.is_hidden(row, column)).count();
        if hidden != 1 {
            return false;
        }
        let open = cells.iter().filter(|&&(row, column)| !self.is_hidden(row, column));
        let count = |&&(row, column): &&(usize, usize)| self.counts[row][column];
        let next = open.min_by_key(|cell| (count(cell) == 0, count(cell)));
        match next {
            Some(&(row, column)) => {
                self.covers[row][column] = Cover::Shield;
                true
            }
            None => false,
        }
    }

    /// A row with a hidden cell that the sums determine and that can still hide more.
    fn determined_row(&self) -> Option<usize> {
        let determined = self.determined();
        let can_hide =
            |row: &usize| (0..self.columns()).any(|column| !self.is_hidden(*row, column));
        let row = determined.iter().map(|&(row, _)| row).find(can_hide);
        // A hidden row is all that can be done for it; another row must lend a shield.
        row.or_else(|| {
            let (_, column) = determined.first()?;
            (0..self.covers.len()).find(|&row| !self.is_hidden(row, *column))
        })
    }

    fn hide_row(&mut self, row: usize) {
        for cover in &mut self.covers[row] {
            if *cover == Cover::Shown {
                *cover = Cover::Shield;
            }
        }
    }

    /// The hidden cells that lie on no cycle of the graph of rows and columns: its bridges.
    fn determined(&self) -> Vec<(usize, usize)> {
        let rows = self.covers.len();
        let mut graph = Graph::of(rows + self.columns());
        for row in 0..rows {
            for column in (0..self.columns()).filter(|&column| self.is_hidden(row, column)) {
                graph.neighbours[row].push(rows + column);
                graph.neighbours[rows + column].push(row);
            }
        }
        let mut cells: Vec<(usize, usize)> =
            graph.bridges().into_iter().map(|(a, b)| (a.min(b), a.max(b) - rows)).collect();
        cells.sort_unstable();
        cells
    }
}

/// A graph without double edges.
struct Graph {
    neighbours: Vec<Vec<usize>>,
    /// When a node was first met, from 1; 0 for not yet.
    met: Vec<usize>,
    clock: usize,
}

impl Graph {
    fn of(nodes: usize) -> Graph {
        Graph { neighbours: vec![Vec::new(); nodes], met: vec![0; nodes], clock: 0 }
    }

    /// The edges that lie on no cycle (Tarjan 1974): those below which nothing leads back above.
    fn bridges(mut self) -> Vec<(usize, usize)> {
        let mut bridges = Vec::new();
        for node in 0..self.met.len() {
            if self.met[node] == 0 {
                self.walk(node, None, &mut bridges);
            }
        }
        bridges
    }

    /// The earliest node that can be reached from `node` without the edge it was come by.
    fn walk(
        &mut self,
        node: usize,
        from: Option<usize>,
        bridges: &mut Vec<(usize, usize)>,
    ) -> usize {
        self.clock += 1;
        self.met[node] = self.clock;
        let mut earliest = self.clock;
        for at in 0..self.neighbours[node].len() {
            let next = self.neighbours[node][at];
            if Some(next) == from {
                continue;
            }
            if self.met[next] > 0 {
                earliest = earliest.min(self.met[next]);
                continue;
            }
            let reached = self.walk(next, Some(node), bridges);
            earliest = earliest.min(reached);
            if reached > self.met[node] {
                bridges.push((node, next));
            }
        }
        earliest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_sums(rows: &[&[u64]]) -> Vec<Vec<u64>> {
        rows.iter().map(|row| row.iter().copied().chain([row.iter().sum()]).collect()).collect()
    }

    fn hidden(covers: &[Vec<Cover>]) -> Vec<Vec<bool>> {
        covers.iter().map(|row| row.iter().map(|&c| c != Cover::Shown).collect()).collect()
    }

    #[test]
    fn nothing_small_nothing_hidden() {
        let covers = suppress(&with_sums(&[&[5, 0, 9], &[70, 80, 90]]), 5, &[]);
        assert!(covers.iter().flatten().all(|&cover| cover == Cover::Shown));
    }

    #[test]
    fn a_small_team_takes_the_next_smallest_with_it() {
        let counts = with_sums(&[&[300, 310, 305], &[3, 3, 3], &[90, 95, 92]]);
        let covers = suppress(&counts, 5, &[]);
        let expected = [
            vec![false, false, false, false],
            vec![true, true, true, false],
            vec![true, true, true, false],
        ];
        assert_eq!(hidden(&covers), expected);
        assert_eq!(covers[1][0], Cover::Small);
        assert_eq!(covers[2][0], Cover::Shield);
    }

    #[test]
    fn a_single_group_is_hidden_with_its_sum() {
        // One team alone is the whole company, whose sums are public: nothing can be saved, and
        // everything that can be hidden is.
        let covers = suppress(&with_sums(&[&[3, 40]]), 5, &[]);
        assert_eq!(hidden(&covers), [[true, true, true]]);
    }

    /// Solves the sums exactly, in fractions, and says which hidden cells have one solution only.
    fn solved(counts: &[Vec<u64>], covers: &[Vec<Cover>]) -> Vec<(usize, usize)> {
        let columns = counts[0].len();
        let variables: Vec<(usize, usize)> = (0..counts.len())
            .flat_map(|r| (0..columns).map(move |c| (r, c)))
            .filter(|&(r, c)| covers[r][c] != Cover::Shown)
            .collect();
        let row_of = |weight: &dyn Fn(usize, usize) -> i64| -> Vec<f64> {
            variables.iter().map(|&(r, c)| weight(r, c) as f64).collect()
        };
        let mut matrix: Vec<Vec<f64>> = Vec::new();
        for row in 0..counts.len() {
            matrix.push(row_of(&|r, c| match (r == row, c == columns - 1) {
                (false, _) => 0,
                (true, true) => -1,
                (true, false) => 1,
            }));
        }
        for column in 0..columns {
            matrix.push(row_of(&|_, c| i64::from(c == column)));
        }
        // Gauss and Jordan; the entries stay 0, 1 and -1, since the graph has two sides.
        let mut pivot_row = 0;
        for column in 0..variables.len() {
            let Some(pivot) = (pivot_row..matrix.len()).find(|&r| matrix[r][column] != 0.0) else {
                continue;
            };
            matrix.swap(pivot_row, pivot);
            let scale = matrix[pivot_row][column];
            matrix[pivot_row].iter_mut().for_each(|x| *x /= scale);
            for row in 0..matrix.len() {
                let factor = matrix[row][column];
                if row != pivot_row && factor != 0.0 {
                    let pivot = matrix[pivot_row].clone();
                    matrix[row].iter_mut().zip(pivot).for_each(|(x, p)| *x -= factor * p);
                }
            }
            pivot_row += 1;
        }
        let is_alone = |row: &&Vec<f64>| row.iter().filter(|&&x| x != 0.0).count() == 1;
        let alone = matrix.iter().filter(is_alone);
        alone.filter_map(|row| row.iter().position(|&x| x != 0.0)).map(|at| variables[at]).collect()
    }

    #[test]
    fn no_hidden_cell_of_any_table_can_be_worked_out() {
        let mut state = 7_u64;
        let mut random = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..3_000 {
            let (rows, columns) = (2 + random(5) as usize, 1 + random(6) as usize);
            let counts: Vec<Vec<u64>> = (0..rows)
                .map(|_| {
                    (0..columns)
                        .map(|_| [0, random(5), random(12), random(400)][random(4) as usize])
                        .collect()
                })
                .collect();
            let slices: Vec<&[u64]> = counts.iter().map(Vec::as_slice).collect();
            let counts = with_sums(&slices);
            let covers = suppress(&counts, 5, &[]);
            for (row, line) in counts.iter().enumerate() {
                for (column, &count) in line.iter().enumerate() {
                    assert!(!(1..5).contains(&count) || covers[row][column] != Cover::Shown);
                }
            }
            assert_eq!(solved(&counts, &covers), [], "{counts:?} {covers:?}");
        }
    }
}
