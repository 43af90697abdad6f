//! Postcodes: a school's catchment, or the whole country.

use super::random::Random;

/// Codes of each département in use here: 63 × 95 ≈ 6,000, as many as France has.
const CODES_PER_DEPARTEMENT: usize = 63;

/// Where people live, with uneven shares.
#[derive(Debug, Clone)]
pub(super) struct Area {
    codes: Vec<u32>,
    weights: Vec<u32>,
    cumulated: Vec<u64>,
}

impl Area {
    /// A school's 3–8 postcodes, all of one département, the first with about half of the pupils.
    pub(super) fn catchment(random: &mut Random) -> Self {
        let departement = departement(random);
        Self::catchment_in(departement, random)
    }

    /// The postcodes of another school of the region: its own département, or one of the next four by number.
    pub(super) fn neighbour(&self, random: &mut Random) -> Self {
        let number = (self.centre() / 1_000 + random.below(5) as u32 - 1) % 95 + 1;
        Self::catchment_in(if number == 20 { 19 } else { number }, random)
    }

    fn catchment_in(departement: u32, random: &mut Random) -> Self {
        let count = random.between(3, 8);
        let mut codes = Vec::with_capacity(count);
        while codes.len() < count {
            let code = code(departement, random.below(CODES_PER_DEPARTEMENT));
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        Self::new(codes, |rank| 600 / (rank + 1) as u32)
    }

    /// The whole country: shares fall with the rank in a random order, as communes' sizes do (Zipf, flattened at the top).
    pub(super) fn country(random: &mut Random) -> Self {
        let mut codes: Vec<u32> = (1..=95)
            .filter(|&number| number != 20)
            .flat_map(|departement| (0..CODES_PER_DEPARTEMENT).map(move |index| code(departement, index)))
            .collect();
        random.shuffle(&mut codes);
        Self::new(codes, |rank| 1_000_000 / (rank as u32 + 20))
    }

    fn new(codes: Vec<u32>, weight: impl Fn(usize) -> u32) -> Self {
        let weights: Vec<u32> = (0..codes.len()).map(weight).collect();
        let cumulated = weights
            .iter()
            .scan(0_u64, |sum, &weight| {
                *sum += u64::from(weight);
                Some(*sum)
            })
            .collect();
        Self { codes, weights, cumulated }
    }

    /// Where a family lives.
    pub(super) fn postcode(&self, random: &mut Random) -> u32 {
        let total = self.cumulated.last().copied().unwrap_or(0);
        let position = random.below(total as usize) as u64;
        let index = self.cumulated.partition_point(|&end| end <= position).min(self.weights.len() - 1);
        self.codes[index]
    }

    /// The postcode of the school itself: that of most of its pupils.
    pub(super) fn centre(&self) -> u32 {
        self.codes[0]
    }

    /// Where the other parent lives: mostly near, else anywhere.
    pub(super) fn other_home(&self, home: u32, random: &mut Random) -> u32 {
        if random.chance(0.75) { near(home, random) } else { far(home, random) }
    }

    /// Where a teacher lives: in the catchment, in the département, or beyond.
    pub(super) fn wider(&self, random: &mut Random) -> u32 {
        let home = self.postcode(random);
        match random.weighted(&[4, 5, 1]) {
            0 => home,
            1 => near(home, random),
            _ => far(home, random),
        }
    }
}

/// Another postcode of the same département.
pub(super) fn near(home: u32, random: &mut Random) -> u32 {
    loop {
        let other = code(home / 1_000, random.below(CODES_PER_DEPARTEMENT));
        if other != home {
            return other;
        }
    }
}

/// A postcode of another département.
pub(super) fn far(home: u32, random: &mut Random) -> u32 {
    loop {
        let departement = departement(random);
        if departement != home / 1_000 {
            return code(departement, random.below(CODES_PER_DEPARTEMENT));
        }
    }
}

fn departement(random: &mut Random) -> u32 {
    // Corsica's 20 is left out: its two départements share it.
    let number = random.between(1, 94) as u32;
    if number >= 20 { number + 1 } else { number }
}

fn code(departement: u32, index: usize) -> u32 {
    departement * 1_000 + 10 * index as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catchment_is_small_uneven_and_of_one_departement() {
        let mut random = Random::new(3, 0);
        for _ in 0..50 {
            let area = Area::catchment(&mut random);
            assert!((3..=8).contains(&area.codes.len()));
            assert!(area.codes.iter().all(|code| code / 1_000 == area.codes[0] / 1_000));
            let first = (0..1_000).filter(|_| area.postcode(&mut random) == area.codes[0]).count();
            assert!((300..650).contains(&first), "{first}");
            assert!(area.codes.contains(&area.postcode(&mut random)));
        }
    }

    #[test]
    fn schools_of_a_region_are_near() {
        let mut random = Random::new(5, 0);
        let area = Area::catchment(&mut random);
        let home = area.centre() / 1_000;
        let others: Vec<u32> = (0..100).map(|_| area.neighbour(&mut random).centre() / 1_000).collect();
        assert!(others.iter().all(|other| (1..=95).contains(other) && *other != 20));
        assert!(others.iter().filter(|&&other| other == home).count() > 5);
        assert!(others.iter().collect::<std::collections::HashSet<_>>().len() <= 5);
    }

    #[test]
    fn moves_go_where_they_say() {
        let mut random = Random::new(4, 0);
        for _ in 0..100 {
            let (close, away) = (near(35_000, &mut random), far(35_000, &mut random));
            assert!(close != 35_000 && close / 1_000 == 35);
            assert!(away / 1_000 != 35 && away / 1_000 != 20);
        }
    }
}
