//! The container of the old Office (compound file), as far as finding one stream goes.
//!
//! Input: the bytes of a file. Output: the bytes of a stream by its name. It rests on [MS-CFB] 2.2 to 2.6. Invariant: a chain of
//! sectors that is longer than the file ends, so that a loop in it costs no more than the file has.
//!
//! Entry point: [`CompoundFile::open`].

/// The first number that is no sector.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;

/// An open container.
pub(super) struct CompoundFile<'b> {
    bytes: &'b [u8],
    sector: usize,
    mini_sector: usize,
    /// Streams that are shorter lie in the mini stream.
    mini_below: u64,
    /// By the number of a sector, the next one of its chain.
    next: Vec<u32>,
    next_mini: Vec<u32>,
    mini_stream: Vec<u8>,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    size: u64,
}

impl<'b> CompoundFile<'b> {
    /// Reads the directory; `None` for a damaged file.
    pub(super) fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = |at: usize| Some(u32::from(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
        let (sector_shift, mini_shift) = (shift(30)?, shift(32)?);
        if !(7..=16).contains(&sector_shift) || mini_shift > sector_shift {
            return None;
        }
        let mut file = Self {
            bytes,
            sector: 1 << sector_shift,
            mini_sector: 1 << mini_shift,
            mini_below: u64::from(long(bytes, 56)?),
            next: Vec::new(),
            next_mini: Vec::new(),
            mini_stream: Vec::new(),
            entries: Vec::new(),
        };
        // The numbers of the sectors that hold the table: the first 109 in the header, the others in a chain of their own.
        let mut table: Vec<u32> = (0..109).filter_map(|number| long(bytes, 76 + 4 * number)).collect();
        let mut more = long(bytes, 68)?;
        for _ in 0..file.most_sectors() {
            let Some(part) = file.sector(more) else { break };
            let numbers: Vec<u32> = longs(part).collect();
            let (&chain, numbers) = numbers.split_last()?;
            table.extend(numbers);
            more = chain;
        }
        for number in table.into_iter().filter(|&number| number < LAST_SECTOR) {
            let Some(part) = file.sector(number) else { continue };
            let numbers: Vec<u32> = longs(part).collect();
            file.next.extend(numbers);
            if file.next.len() > file.most_sectors() + file.sector {
                break;
            }
        }
        let directory = file.chain(long(bytes, 48)?);
        for entry in directory.chunks_exact(128) {
            let length = usize::from(u16::from_le_bytes([entry[64], entry[65]])).clamp(2, 64) - 2;
            let units: Vec<u16> =
                entry[..length].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
            let (start, size) = (long(entry, 116)?, u64::from(long(entry, 120)?));
            file.entries.push(Entry { name: String::from_utf16_lossy(&units), start, size });
        }
        file.next_mini = longs(&file.chain(long(bytes, 60)?)).collect();
        // The first entry is the root, whose stream holds the short ones.
        let root = file.entries.first()?.start;
        file.mini_stream = file.chain(root);
        Some(file)
    }

    /// Tells whether there is a stream of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name == name)
    }

    /// The bytes of the stream of this name.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        let mut bytes =
            if entry.size < self.mini_below { self.mini_chain(entry.start) } else { self.chain(entry.start) };
        bytes.truncate(usize::try_from(entry.size).ok()?);
        Some(bytes)
    }

    fn most_sectors(&self) -> usize {
        self.bytes.len() / self.sector + 1
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        // The last sector of a file may be cut.
        let end = start.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|part| !part.is_empty())
    }

    fn chain(&self, start: u32) -> Vec<u8> {
        let (mut bytes, mut number) = (Vec::new(), start);
        for _ in 0..self.most_sectors() {
            let Some(part) = self.sector(number).filter(|_| number < LAST_SECTOR) else { break };
            bytes.extend_from_slice(part);
            let Some(&next) = self.next.get(number as usize) else { break };
            number = next;
        }
        bytes
    }

    fn mini_chain(&self, start: u32) -> Vec<u8> {
        let (mut bytes, mut number) = (Vec::new(), start);
        for _ in 0..=self.mini_stream.len() / self.mini_sector {
            let start = (number as usize).saturating_mul(self.mini_sector);
            let end = start.saturating_add(self.mini_sector).min(self.mini_stream.len());
            let Some(part) = self.mini_stream.get(start..end) else { break };
            bytes.extend_from_slice(part);
            let Some(&next) = self.next_mini.get(number as usize) else { break };
            number = next;
        }
        bytes
    }
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_and_a_cut_end() {
        let mut bytes = vec![0xFF_u8; 512 * 4];
        bytes[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
        bytes[30..34].copy_from_slice(&[9, 0, 6, 0]);
        // The table is sector 0, the directory sector 1, and each sector is its own next.
        bytes[48..52].copy_from_slice(&1_u32.to_le_bytes());
        bytes[76..80].copy_from_slice(&0_u32.to_le_bytes());
        bytes[512..516].copy_from_slice(&0_u32.to_le_bytes());
        bytes[516..520].copy_from_slice(&1_u32.to_le_bytes());
        for end in [0, 8, 40, 100, 511, 512, 600, 1024, 1500, 2048] {
            if let Some(file) = CompoundFile::open(&bytes[..end]) {
                assert_eq!(file.stream("Workbook"), None);
            }
        }
    }
}
