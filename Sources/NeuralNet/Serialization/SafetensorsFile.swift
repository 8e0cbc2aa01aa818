import Basics
import Foundation

/// Named `Float` tensors and text metadata in the safetensors format: the length of the header in eight bytes, a JSON header,
/// then the data in little-endian order.
///
/// Tensors of half precision, bfloat16 and double precision are read as `Float`.
package struct SafetensorsFile: Sendable {
  /// Texts about the file by name: the `__metadata__` of the header.
  package var metadata: [String: String]
  /// The tensors by name, with dimensions in the order of the file.
  package var tensors: [String: Tensor]

  package init(metadata: [String: String] = [:], tensors: [String: Tensor] = [:]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  private struct Entry: Codable {
    var dtype: String
    var shape: [Int]
    var dataOffsets: [Int]
    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }

    /// The bytes of each element; nil for a type that the format does not know.
    private var elementBytes: Int? {
      switch dtype {
      case "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2": 1
      case "U16", "I16", "F16", "BF16": 2
      case "U32", "I32", "F32": 4
      case "U64", "I64", "F64": 8
      default: nil
      }
    }

    /// The bytes of the tensor, counted from the end of the header.
    func dataRange(name: String, path: String) throws -> Range<Int> {
      guard let elementBytes else { throw SafetensorsError.unsupportedType(path: path, name: name, type: dtype) }
      var count = 1
      for extent in shape {
        let (product, overflow) = count.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !overflow, product <= 1 << 40 else {
          throw SafetensorsError.malformed(path: path, reason: "tensor \(name) has shape \(shape)")
        }
        count = product
      }
      guard dataOffsets.count == 2, dataOffsets[0] >= 0, dataOffsets[1] >= dataOffsets[0], dataOffsets[1] <= 1 << 50,
        dataOffsets[1] - dataOffsets[0] == count * elementBytes
      else {
        throw SafetensorsError.malformed(
          path: path, reason: "tensor \(name) of shape \(shape) has data offsets \(dataOffsets)")
      }
      return dataOffsets[0]..<dataOffsets[1]
    }

    /// The elements as `Float`; nil where they are whole numbers.
    func tensor(_ bytes: UnsafeRawBufferPointer) -> Tensor? {
      switch dtype {
      case "F32": converted(bytes) { (bits: UInt32) in Float(bitPattern: bits) }
      case "F16": converted(bytes, Self.single)
      case "BF16": converted(bytes) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
      case "F64": converted(bytes) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
      default: nil
      }
    }

    private func converted<Bits: FixedWidthInteger>(
      _ bytes: UnsafeRawBufferPointer, _ value: (Bits) -> Float
    ) -> Tensor {
      var tensor = Tensor(Shape(shape))
      tensor.withUnsafeMutableBuffer { target in
        for index in target.indices {
          target[index] = value(
            Bits(littleEndian: bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self)))
        }
      }
      return tensor
    }

    /// The value of a number of half precision: a sign, five bits of exponent and ten of fraction.
    private static func single(_ half: UInt16) -> Float {
      let sign: Float = half >> 15 == 0 ? 1 : -1
      let (exponent, fraction) = (Int(half >> 10 & 31), Float(half & 1023))
      switch exponent {
      case 0: return sign * fraction * 0x1p-24
      case 31: return fraction == 0 ? sign * .infinity : .nan
      default: return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
      }
    }
  }

  private struct HeaderKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    static let metadata = HeaderKey(stringValue: "__metadata__")
  }

  private struct Header: Codable {
    var metadata: [String: String] = [:]
    var entries: [String: Entry] = [:]

    init(metadata: [String: String]) { self.metadata = metadata }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: HeaderKey.self)
      for key in container.allKeys {
        if key.stringValue == HeaderKey.metadata.stringValue {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: HeaderKey.self)
      if !metadata.isEmpty { try container.encode(metadata, forKey: .metadata) }
      for (name, entry) in entries { try container.encode(entry, forKey: HeaderKey(stringValue: name)) }
    }
  }

  /// Reads a whole file.
  /// - Parameter skipsWholeNumbers: leaves out tensors of whole numbers. Otherwise they are errors.
  /// - Throws: ``SafetensorsError``, `FileAccessError`.
  package init(contentsOf path: String, skipsWholeNumbers: Bool = false) throws {
    try self.init(
      TextFile.bytes(of: URL(filePath: path), mapped: true), path: path, skipsWholeNumbers: skipsWholeNumbers)
  }

  /// Reads the bytes of a file. Errors name `path`.
  /// - Parameter skipsWholeNumbers: leaves out tensors of whole numbers. Otherwise they are errors.
  /// - Throws: ``SafetensorsError``.
  package init(_ data: Data, path: String, skipsWholeNumbers: Bool = false) throws {
    (metadata, tensors) = try data.withUnsafeBytes {
      try Self.read($0, path: path, skipsWholeNumbers: skipsWholeNumbers)
    }
  }

  private static func read(
    _ bytes: UnsafeRawBufferPointer, path: String, skipsWholeNumbers: Bool
  ) throws -> (metadata: [String: String], tensors: [String: Tensor]) {
    guard bytes.count >= 8 else {
      throw SafetensorsError.truncated(path: path, expectedBytes: 8, actualBytes: bytes.count)
    }
    let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
    guard length <= 100_000_000 else {
      throw SafetensorsError.malformed(path: path, reason: "its first eight bytes ask for a header of \(length) bytes")
    }
    let start = 8 + Int(length)
    guard start <= bytes.count else {
      throw SafetensorsError.truncated(path: path, expectedBytes: start, actualBytes: bytes.count)
    }
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<start]))
    } catch {
      throw SafetensorsError.malformed(path: path, reason: "its header is not the JSON that the format asks for")
    }
    var tensors: [String: Tensor] = [:]
    let available = bytes.count - start
    let places = try header.entries.map { name, entry in
      (name: name, entry: entry, range: try entry.dataRange(name: name, path: path))
    }.sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
    let needed = places.map(\.range.upperBound).max() ?? 0
    guard needed <= available else {
      throw SafetensorsError.truncated(path: path, expectedBytes: start + needed, actualBytes: bytes.count)
    }
    // The format allows no gaps and no overlaps in the data.
    var end = 0
    for (name, entry, range) in places {
      guard range.lowerBound == end else {
        throw SafetensorsError.malformed(
          path: path,
          reason: "the data of tensor \(name) begins at \(range.lowerBound), where \(end) is the next free byte")
      }
      end = range.upperBound
      let data = UnsafeRawBufferPointer(rebasing: bytes[start + range.lowerBound..<start + range.upperBound])
      if let tensor = entry.tensor(data) {
        tensors[name] = tensor
      } else if !skipsWholeNumbers {
        throw SafetensorsError.unsupportedType(path: path, name: name, type: entry.dtype)
      }
    }
    guard end == available else {
      throw SafetensorsError.malformed(
        path: path, reason: "\(available - end) bytes follow the last tensor")
    }
    return (header.metadata, tensors)
  }

  /// The bytes of the file. Tensors are in the order of their names, and spaces after the header align the data to eight
  /// bytes.
  package func encoded() throws -> Data {
    var header = Header(metadata: metadata)
    var offset = 0
    let names = tensors.keys.sorted()
    for name in names {
      guard let tensor = tensors[name] else { continue }
      header.entries[name] = Entry(
        dtype: "F32", shape: tensor.shape.dimensions, dataOffsets: [offset, offset + tensor.count * 4])
      offset += tensor.count * 4
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var json = try encoder.encode(header)
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    var data = Data(capacity: 8 + json.count + offset)
    withUnsafeBytes(of: UInt64(json.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(json)
    for name in names {
      tensors[name]?.withUnsafeBuffer { data.append(UnsafeRawBufferPointer($0).assumingMemoryBound(to: UInt8.self)) }
    }
    return data
  }

  /// Writes the file. It appears under its name only when it is complete.
  /// - Throws: `FileAccessError.unwritable`.
  package func write(to path: String) throws {
    try AtomicFile.write([UInt8](encoded()), to: URL(filePath: path))
  }
}
