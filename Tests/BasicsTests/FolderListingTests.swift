import Basics
import Foundation
import TestSupport
import Testing

@Suite struct FolderListingTests {
  @Test func everyEntryIsListed() throws {
    let folder = try TemporaryFolder()
    for name in ["a.png", ".hidden", "ä ö.png"] { try folder.write([], to: name) }
    let bytes: [CChar] = Array(folder.file("b").path.utf8CString.dropLast()) + [-61, 40, 0]
    fclose(fopen(bytes, "w"))
    #expect(
      Set(try FolderListing.entries(of: folder.url.path))
        == [.named("a.png"), .named(".hidden"), .named("ä ö.png"), .unnamable("b\\xc3(")])
  }

  @Test func aFolderThatIsNotThereIsAnError() throws {
    let path = try TemporaryFolder().file("missing").path
    #expect(throws: FileAccessError.unreadable(path: path, reason: FileAccessError.reason(errno: ENOENT))) {
      try FolderListing.entries(of: path)
    }
  }
}
