import Basics
import Foundation
import NeuralNet
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
  static let path = "some/folder/weights.safetensors"

  static let file = SafetensorsFile(
    metadata: ["format": "test", "note": "/ \"quoted\" ü"],
    tensors: [
      "b": Tensor([2, 3], values: [1, -2, 0.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude, -0.0]),
      "a.weight": .normal([3, 1, 2, 2], seed: 1), "scalar": Tensor([], values: [7]), "none": Tensor([0, 4]),
    ])

  /// The bytes of a file with this header and body.
  static func bytes(_ header: String, body: Int = 0, length: UInt64? = nil) -> Data {
    let json = Data(header.utf8)
    var data = withUnsafeBytes(of: (length ?? UInt64(json.count)).littleEndian) { Data($0) }
    data.append(json)
    data.append(Data(count: body))
    return data
  }

  /// What reading the bytes throws. Fails the test where they can be read, or where the file is not named.
  static func error(_ data: Data, sourceLocation: SourceLocation = #_sourceLocation) -> SafetensorsError? {
    let error = #expect(throws: SafetensorsError.self, sourceLocation: sourceLocation) {
      _ = try SafetensorsFile(data, path: path)
    }
    if let error { #expect(error.description.hasPrefix(path + ":"), sourceLocation: sourceLocation) }
    return error
  }

  static func isMalformed(_ error: SafetensorsError?) -> Bool {
    if case .malformed = error { true } else { false }
  }

  @Test func whatIsWrittenIsRead() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("weights.safetensors").path
    try Self.file.write(to: path)
    let read = try SafetensorsFile(contentsOf: path)
    #expect(read.metadata == Self.file.metadata)
    #expect(read.tensors.keys.sorted() == Self.file.tensors.keys.sorted())
    for (name, tensor) in Self.file.tensors {
      let found = try #require(read.tensors[name])
      #expect(found.shape == tensor.shape)
      #expect(found.values.map(\.bitPattern) == tensor.values.map(\.bitPattern))
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == Self.file.encoded())
  }

  @Test func theBytesAreThoseOfTheFormat() throws {
    let data = try SafetensorsFile(tensors: ["w": Tensor([1, 2], values: [1, -2])]).encoded()
    let header = #"{"w":{"data_offsets":[0,8],"dtype":"F32","shape":[1,2]}}"#
    #expect(header.count % 8 == 0)
    var expected = Data([UInt8(header.count), 0, 0, 0, 0, 0, 0, 0]) + Data(header.utf8)
    expected += Data([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0])
    #expect(data == expected)
  }

  @Test func dataBeginsAtAMultipleOfEightBytes() throws {
    for length in 1...9 {
      let data = try SafetensorsFile(tensors: [String(repeating: "n", count: length): Tensor([1])]).encoded()
      #expect(data[0] % 8 == 0)
      #expect(data.count == 8 + Int(data[0]) + 4)
    }
  }

  /// A header for one tensor of two elements.
  static func header(_ type: String, bytes: Int) -> String {
    #"{"w":{"dtype":"\#(type)","shape":[2],"data_offsets":[0,\#(bytes)]}}"#
  }

  @Test func otherFloatingTypesAreReadAsFloats() throws {
    let cases: [(String, [UInt8], [Float])] = [
      ("F16", [0x00, 0x3C, 0x00, 0xC4], [1, -4]), ("F16", [0x01, 0x00, 0xFF, 0x7B], [0x1p-24, 65504]),
      ("F16", [0x55, 0x35, 0x00, 0x84], [0.33325195, -0x1p-14]), ("BF16", [0x80, 0x3F, 0x49, 0xC0], [1, -3.140625]),
      ("F64", [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0x08, 0xC0], [1, -3]),
    ]
    for (type, bytes, values) in cases {
      let data = Self.bytes(Self.header(type, bytes: bytes.count)) + Data(bytes)
      #expect(try SafetensorsFile(data, path: Self.path).tensors["w"]?.values == values, "\(type) \(bytes)")
    }
  }

  @Test func halvesThatAreNoNumbersStaySo() throws {
    let data = Self.bytes(Self.header("F16", bytes: 4)) + Data([0x00, 0xFC, 0x01, 0x7E])
    let values = try #require(try SafetensorsFile(data, path: Self.path).tensors["w"]?.values)
    #expect(values[0] == -.infinity && values[1].isNaN)
  }

  @Test func wholeNumbersAreLeftOutOnlyWhereThatIsAskedFor() throws {
    let data = Self.bytes(Self.header("I64", bytes: 16), body: 16)
    #expect(Self.error(data) == .unsupportedType(path: Self.path, name: "w", type: "I64"))
    #expect(try SafetensorsFile(data, path: Self.path, skipsWholeNumbers: true).tensors.isEmpty)
  }

  @Test func aFileCutShortAnywhereIsAnError() throws {
    let whole = try Self.file.encoded()
    for length in 0..<whole.count { _ = Self.error(whole.prefix(length)) }
    #expect(
      Self.error(whole.dropLast())
        == .truncated(path: Self.path, expectedBytes: whole.count, actualBytes: whole.count - 1))
    #expect(Self.error(Data([1, 2])) == .truncated(path: Self.path, expectedBytes: 8, actualBytes: 2))
  }

  @Test func bytesAfterTheLastTensorAreAnError() throws {
    #expect(Self.isMalformed(Self.error(try Self.file.encoded() + Data(count: 4))))
  }

  /// Any byte changed in header or body: read as something, or a typed error; never a crash.
  @Test func aChangedByteNeverCrashes() throws {
    let whole = try Self.file.encoded()
    var errors = 0
    for position in whole.indices {
      for change: UInt8 in [0x01, 0x80, 0xff] {
        var data = whole
        data[position] ^= change
        do {
          _ = try SafetensorsFile(data, path: Self.path)
        } catch let error as SafetensorsError {
          errors += 1
          #expect(error.description.hasPrefix(Self.path))
        }
      }
    }
    #expect(errors > whole.count / 2)
  }

  @Test(arguments: [100_000_001, UInt64(Int.max), .max, 1 << 40])
  func aHugeHeaderLengthIsAnError(_ length: UInt64) {
    #expect(Self.isMalformed(Self.error(Self.bytes("{}", length: length))))
  }

  @Test func aHeaderLengthBeyondTheFileIsAnError() {
    #expect(
      Self.error(Self.bytes("{}", length: 99_999_999))
        == .truncated(path: Self.path, expectedBytes: 100_000_007, actualBytes: 10))
  }

  @Test(arguments: [
    "", " ", "{", "[]", "null", "7", "{\"a\"}", "{\"a\":1}", "{\"a\":[]}", "{'a':{}}", "not json at all",
    #"{"a":{"dtype":"F32"}}"#, #"{"a":{"dtype":"F32","shape":[1]}}"#,
    #"{"a":{"dtype":"F32","shape":"1","data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1e99],"data_offsets":[0,4]}}"#,
    #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}"#,
    #"{"a":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}"#,
    #"{"__metadata__":{"step":1}}"#, #"{"__metadata__":[]}"#, "\u{0}\u{0}", "{\"\\ud800\":1}",
    String(repeating: "[", count: 100_000), String(repeating: #"{"a":"#, count: 100_000),
  ]) func aHeaderThatIsNotTheFormatsJSONIsAnError(_ header: String) {
    #expect(Self.isMalformed(Self.error(Self.bytes(header, body: 4))))
  }

  @Test func aHeaderThatIsNotTextIsAnError() {
    #expect(Self.isMalformed(Self.error(Data([4, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe, 0x80, 0xc0]))))
  }

  @Test(arguments: [
    // Beyond the file, before it, backwards, too few, too many, of another size than the shape.
    "[0,2]", "[-4,0]", "[4,0]", "[0]", "[]", "[0,4,8]", "[0,8]", "[0,0]",
    "[9223372036854775803,9223372036854775807]", "[-9223372036854775808,9223372036854775807]",
  ]) func offsetsThatDoNotFitAreAnError(_ offsets: String) {
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":\#(offsets)}}"#
    #expect(Self.isMalformed(Self.error(Self.bytes(header, body: 4))))
  }

  @Test func offsetsBeyondTheFileAreAnError() {
    let header = #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4096,4100]}}"#
    #expect(
      Self.error(Self.bytes(header, body: 4))
        == .truncated(path: Self.path, expectedBytes: 8 + header.count + 4100, actualBytes: 8 + header.count + 4))
  }

  @Test(arguments: ["[0,8],[4,12]", "[0,8],[0,8]", "[0,8],[12,20]", "[4,12],[12,20]"])
  func overlapsAndHolesAreAnError(_ pair: String) throws {
    let offsets = pair.replacing("],[", with: "];[").split(separator: ";")
    let entries = zip(["a", "b"], offsets).map {
      #""\#($0)":{"dtype":"F32","shape":[2],"data_offsets":\#($1)}"#
    }
    #expect(Self.isMalformed(Self.error(Self.bytes("{\(entries.joined(separator: ","))}", body: 20))))
  }

  @Test(arguments: ["[-1]", "[4611686018427387904,4]", "[3037000500,3037000500]", "[2,2147483648,2147483648,0]"])
  func shapesThatNoMemoryHoldsAreAnError(_ shape: String) {
    let header = #"{"a":{"dtype":"F32","shape":\#(shape),"data_offsets":[0,4]}}"#
    #expect(Self.isMalformed(Self.error(Self.bytes(header, body: 4))))
  }

  @Test(arguments: ["I32", "U32", "", "f32"]) func otherTypesAreAnError(_ type: String) {
    let header = #"{"a":{"dtype":"\#(type)","shape":[1],"data_offsets":[0,4]}}"#
    #expect(
      Self.error(Self.bytes(header, body: 4)) == .unsupportedType(path: Self.path, name: "a", type: type))
  }

  @Test func aMissingFileAndAFolderAreNamed() throws {
    let folder = try TemporaryFolder()
    for path in [folder.file("missing").path, folder.url.path] {
      let error = #expect(throws: FileAccessError.self) { _ = try SafetensorsFile(contentsOf: path) }
      guard case .unreadable(path, _) = error else {
        Issue.record("\(String(describing: error)) does not say that \(path) cannot be read")
        continue
      }
    }
    let error = #expect(throws: FileAccessError.self) { try Self.file.write(to: folder.file("no/such/folder").path) }
    guard case .unwritable(folder.file("no/such/folder").path, _) = error else {
      Issue.record("\(String(describing: error)) does not say that the file cannot be written")
      return
    }
  }
}
