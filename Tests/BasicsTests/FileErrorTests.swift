import Basics
import Foundation
import Testing

@Suite struct FileErrorTests {
  private static let path = "folder/street 12.png"

  @Test(arguments: [
    (FileAccessError.unreadable(path: path, reason: "because"), ["cannot be read", "because"]),
    (FileAccessError.unwritable(path: path, reason: "the disk is full"), ["cannot be written", "the disk is full"]),
  ])
  func everyErrorBeginsWithTheFileAndSaysWhatIsWrong(_ error: FileAccessError, words: [String]) {
    #expect(error.path == Self.path)
    #expect(error.description == "\(Self.path): \(error.reason)")
    #expect(error.description.hasSuffix("."))
    #expect(error.errorDescription == error.description && error.localizedDescription == error.description)
    for word in words { #expect(error.description.contains(word)) }
  }

  @Test func aFailureNamesItsFileOnce() {
    let error = FileAccessError.unreadable(path: "a.png", reason: "because")
    #expect(FileFailure(path: "a.png", error: error).description == "a.png: cannot be read: because.")
    #expect(FileFailure(path: "b.png", error: error).description == "b.png: a.png: cannot be read: because.")
    struct Nameless: Error, CustomStringConvertible { let description = "no name" }
    #expect(FileFailure(path: "b.png", error: Nameless()).description == "b.png: no name")
  }
}
