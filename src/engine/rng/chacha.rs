//! Blocks of ChaCha8, several side by side and wherever they are wanted.
//!
//! The numbers are those of `ChaCha8Rng`, and a test compares them. That type gives four blocks that
//! follow each other and begins anew at every seek; a vehicle's numbers stand in as many stretches of
//! its stream as it has purposes for them, so its blocks are computed here, in the lanes of vectors:
//! four blocks each time, without a generator that begins anew.

use wide::u32x4;

/// Words of a block.
pub(super) const WORDS: usize = 16;
/// Blocks that are computed side by side.
pub(in crate::engine) const LANES: usize = 4;

/// One word of each block.
type Row = u32x4;

/// "expand 32-byte k", by which every block begins.
const BEGINNING: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// Blocks by their streams and their numbers there: word `w` of the block of a lane is `[w][lane]`.
///
/// Source: D. J. Bernstein, ChaCha, a variant of Salsa20 (2008), with eight rounds, a block number of
/// 64 bits and a stream number of 64 bits.
#[inline]
pub(super) fn blocks(key: &[u32; 8], streams: [u64; LANES], blocks: [u64; LANES]) -> [[u32; LANES]; WORDS] {
    let mut start = [Row::ZERO; WORDS];
    for (row, &word) in start.iter_mut().zip(BEGINNING.iter().chain(key)) {
        *row = Row::splat(word);
    }
    for (place, numbers) in [(12, blocks), (14, streams)] {
        start[place] = Row::new(numbers.map(|number| number as u32));
        start[place + 1] = Row::new(numbers.map(|number| (number >> 32) as u32));
    }
    let mut state = start;
    for _ in 0..4 {
        for (a, b, c, d) in [(0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)] {
            quarter_round(&mut state, (a, b, c, d));
        }
        for (a, b, c, d) in [(0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)] {
            quarter_round(&mut state, (a, b, c, d));
        }
    }
    std::array::from_fn(|word| (state[word] + start[word]).to_array())
}

#[inline(always)]
fn quarter_round(state: &mut [Row; WORDS], (a, b, c, d): (usize, usize, usize, usize)) {
    for (to, with, turned, by) in [(a, b, d, 16_u32), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)] {
        state[to] += state[with];
        let mixed = state[turned] ^ state[to];
        state[turned] = mixed << by | mixed >> (32 - by);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn blocks_are_those_of_the_generator_by_name() {
        let seed: [u8; 32] = std::array::from_fn(|place| 7 * place as u8 + 1);
        let (words, _) = seed.as_chunks::<4>();
        let key = std::array::from_fn(|word| u32::from_le_bytes(words[word]));
        let (streams, wanted) = ([0xfedc_ba98_7654_3210, 1, 0, 1 << 40], [0, 5, 3 << 32, (1 << 33) + 7]);
        let found = blocks(&key, streams, wanted);
        for (lane, block) in wanted.into_iter().enumerate() {
            let mut generator = ChaCha8Rng::from_seed(seed);
            generator.set_stream(streams[lane]);
            generator.set_word_pos(u128::from(block) * WORDS as u128);
            for (word, row) in found.iter().enumerate() {
                assert_eq!(row[lane], generator.next_u32(), "word {word} of block {block}");
            }
        }
    }
}
