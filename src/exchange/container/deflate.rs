//! zlib (RFC 1950), bounded.

use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};

use super::error::ContainerError;

/// How much is decompressed at a time.
const STEP: usize = 64 << 10;

/// Compresses a document.
pub(super) fn pack(content: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content)?;
    encoder.finish()
}

/// Decompresses a document of `bound` bytes at most.
///
/// Twice: once to learn the size, keeping nothing, and once into just as much memory. So a bomb costs time up to
/// the bound and no memory at all, and no document needs more than its own size.
pub(super) fn unpack(packed: &[u8], bound: u64) -> Result<Vec<u8>, ContainerError> {
    let mut size = 0;
    for_each_piece(packed, |piece| {
        size += piece.len() as u64;
        if size > bound { Err(ContainerError::ContentTooLarge { bound }) } else { Ok(()) }
    })?;
    // A bound that no address space holds is no bound.
    let size = usize::try_from(size).map_err(|_| ContainerError::ContentTooLarge { bound })?;
    let mut content = Vec::with_capacity(size);
    for_each_piece(packed, |piece| {
        content.extend_from_slice(piece);
        Ok(())
    })?;
    Ok(content)
}

/// Hands out the document piece by piece. A stream that is damaged, cut, or followed by something is an error.
fn for_each_piece(
    packed: &[u8],
    mut visit: impl FnMut(&[u8]) -> Result<(), ContainerError>,
) -> Result<(), ContainerError> {
    let mut stream = Decompress::new(true);
    let mut piece = vec![0; STEP];
    loop {
        let (read, written) = (stream.total_in(), stream.total_out());
        // What is in memory has a length that fits.
        let rest = &packed[read as usize..];
        let status =
            stream.decompress(rest, &mut piece, FlushDecompress::None).map_err(|_| ContainerError::Undecryptable)?;
        let length = (stream.total_out() - written) as usize;
        visit(&piece[..length])?;
        match status {
            Status::StreamEnd if stream.total_in() == packed.len() as u64 => return Ok(()),
            Status::StreamEnd => return Err(ContainerError::Undecryptable),
            // Neither reads nor writes: it waits for bytes that are not there.
            _ if length == 0 && stream.total_in() == read => return Err(ContainerError::Undecryptable),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_taken_whole_or_not_at_all() {
        let content: Vec<u8> =
            (0..300_000_u32).flat_map(|number| number.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
        for length in [0, 1, STEP - 1, STEP, STEP + 1, content.len()] {
            let packed = pack(&content[..length]).unwrap();
            assert_eq!(unpack(&packed, length as u64).unwrap(), &content[..length]);
            if length > 0 {
                let error = unpack(&packed, length as u64 - 1).unwrap_err();
                assert!(matches!(error, ContainerError::ContentTooLarge { .. }), "{error}");
            }
        }
        let packed = pack(b"<a/>").unwrap();
        for cut in 0..packed.len() {
            assert!(matches!(unpack(&packed[..cut], 9), Err(ContainerError::Undecryptable)), "{cut}");
        }
        let more = [packed, vec![0]].concat();
        assert!(matches!(unpack(&more, 9), Err(ContainerError::Undecryptable)));
    }
}
