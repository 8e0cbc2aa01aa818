import Basics
import Foundation
import Imaging
import TestSupport
import Testing

struct ArraySinkTests {
  private static let values: [Float] = (0..<2 * 3 * 4).map { Float($0) / 8 }

  private static func write(_ container: ArrayEncoding.Container, to url: URL, rows: [Int] = [1, 1]) throws {
    let encoding = ArrayEncoding(container, bands: 4, metadata: ["classes": "[\"ä\"]"])
    let sink = try RasterFile.create(url, width: 3, height: 2, encoding: .array(encoding))
    for (row, values) in [values[..<12], values[12...]].enumerated() where row < rows.count {
      try sink.write(Raster(width: 3, height: 1, bands: 4, samples: .float32(Array(values))))
    }
    if rows.count == 2 { try sink.finish() }
  }

  private static func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    Array(bytes).withUnsafeBytes { bytes in
      stride(from: 0, to: bytes.count, by: 4).map { bytes.loadUnaligned(fromByteOffset: $0, as: Float.self) }
    }
  }

  @Test func npyIsThatOfNumPy() throws {
    let folder = try TemporaryFolder()
    try Self.write(.npy, to: folder.file("a.npy"))
    let bytes = try bytes(of: folder.file("a.npy"))
    #expect(Array(bytes.prefix(8)) == [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59, 1, 0])
    let header = Int(bytes[8]) + Int(bytes[9]) << 8
    #expect((10 + header) % 64 == 0)
    let text = String(decoding: bytes[10..<10 + header], as: UTF8.self)
    #expect(text.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 4), }"))
    #expect(text.hasSuffix("\n"))
    #expect(Self.floats(bytes[(10 + header)...]) == Self.values)
  }

  @Test func safetensorsHasShapeAndNames() throws {
    let folder = try TemporaryFolder()
    try Self.write(.safetensors, to: folder.file("a.safetensors"))
    let bytes = try bytes(of: folder.file("a.safetensors"))
    let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    let json = try JSONSerialization.jsonObject(with: Data(bytes[8..<8 + length])) as? [String: [String: Any]]
    #expect(json?["probabilities"]?["shape"] as? [Int] == [2, 3, 4])
    #expect(json?["probabilities"]?["data_offsets"] as? [Int] == [0, 96])
    #expect(json?["__metadata__"]?["classes"] as? String == "[\"ä\"]")
    #expect(Self.floats(bytes[(8 + length)...]) == Self.values)
  }

  @Test func anUnfinishedArrayLeavesNoFile() throws {
    let folder = try TemporaryFolder()
    do { try Self.write(.npy, to: folder.file("a.npy"), rows: [1]) }
    #expect(try folder.names().isEmpty)
  }
}
