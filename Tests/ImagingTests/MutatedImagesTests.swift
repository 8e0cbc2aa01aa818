import Basics
import Imaging
import TestSupport
import Testing

/// Thousands of damaged images: each is decoded, or refused by a typed error that names it; none crashes or hangs.
@Suite struct MutatedImagesTests {
  @Test(arguments: try ImageFixture.all())
  func eachIsDecodedOrRefusedByName(_ fixture: ImageFixture) throws {
    let bytes = try fixture.bytes()
    var mutation = ByteMutation(seed: 1)
    var refused = 0
    for round in 0..<120 {
      var damaged = mutation.mutated(bytes)
      // Otherwise hardly any damage would get past libpng's checksums.
      if fixture.isPNG && round % 4 != 0 { PNGBytes.correctChecksums(of: &damaged) }
      for allowTruncated in [false, true] {
        let options = DecodingOptions(maxPixels: 1 << 16, allowTruncated: allowTruncated)
        do {
          let reader = try RasterFile.open(bytes: damaged, name: fixture.file, options: options)
          var rows = 0
          while let band = try reader.readRows(7) { rows += band.height }
          #expect(rows == reader.height)
          // Rows as stored, which those for viewing cross where the image is turned.
          let stored = reader.info.orientation.swapsAxes ? reader.width : reader.height
          #expect(reader.decoded.completeRows <= stored)
          if !allowTruncated { #expect(reader.decoded.completeRows == stored) }
        } catch let error as ImageIOError {
          #expect(error.path == fixture.file)
          refused += 1
        }
      }
    }
    #expect(refused > 0, "the damage does no harm")
  }
}
