import Basics
import TestSupport
import Testing

@Suite struct TextFileTests {
  @Test func aTextIsReadWhole() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write(Array("Wälder\n".utf8), to: "a.txt")
    #expect(try TextFile.read(url) == "Wälder\n")
  }

  @Test func whatIsNoTextOrMissingIsNamed() throws {
    let folder = try TemporaryFolder()
    let binary = try folder.write([0xFF, 0xFE, 0x00], to: "b.txt")
    #expect(throws: FileAccessError.unreadable(path: binary.path, reason: "it is not UTF-8 text")) {
      try TextFile.read(binary)
    }
    let missing = folder.file("c.txt")
    let error = #expect(throws: FileAccessError.self) { try TextFile.read(missing) }
    #expect(error?.path == missing.path && error?.reason.contains("no such file") == true)
  }
}
