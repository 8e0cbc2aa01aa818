import Imaging
import Testing

struct StoredRunsTests {
  @Test func rowsComeBackInBlocksOfAnyHeight() throws {
    var generator = SplitMix64(seed: 1)
    for width in [1, 7, 300] {
      let values = (0..<width * 40).map { place -> UInt16 in
        [0, 1, 126, 127, 128, 300, Label.none - 1, Label.none].randomElement(using: &generator) ?? UInt16(place)
      }
      // A row of one run, whose length takes two bytes.
      let mask = LabelMap(width: width, height: 41, values: [UInt16](repeating: 9, count: width) + values)
      var stored = StoredRuns(MemoryRaster(mask.raster, name: "a").info)
      stored.add(mask.cropped(x: 0, y: 0, width: width, height: 3))
      stored.add(mask.cropped(x: 0, y: 3, width: width, height: 38))
      for _ in 0..<2 {
        let rows = stored.rows()
        #expect(rows.info.sampleType == .uint16 && rows.path == "a" && rows.width == width && rows.height == 41)
        var read: [UInt16] = []
        while let band = try rows.readLabels(6) { read += band.values }
        #expect(read == mask.values)
      }
    }
  }
}
