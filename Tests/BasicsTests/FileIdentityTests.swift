import Basics
import Foundation
import TestSupport
import Testing

@Suite struct FileIdentityTests {
  @Test func twoPathsToOneFileHaveOneIdentity() throws {
    let folder = try TemporaryFolder()
    let url = try folder.write([1], to: "a")
    let link = folder.file("link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
    #expect(FileIdentity(link) == FileIdentity(url))
    #expect(FileIdentity(try folder.write([1], to: "b")) != FileIdentity(url))
    #expect(FileIdentity(folder.file("none")) == nil)
    #expect(FileIdentity.kind(url) == .file && FileIdentity.kind(folder.url) == .folder)
    #expect(FileIdentity.kind(folder.file("none")) == nil)
  }
}
