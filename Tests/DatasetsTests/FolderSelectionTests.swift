import Datasets
import Foundation
import Testing

struct FolderSelectionTests {
  private static func files() throws -> FolderOfImages {
    let files = FolderOfImages()
    try files.photographs("a.jpg", "b.jpg", "old/c.jpg")
    try files.labels("a_mask.png", "b_mask.png", "b_color.png")
    return files
  }

  private static func names(_ folder: ImageFolder) -> [String] { folder.items.map(\.relativePath) }

  @Test func oneFolderServesAsImagesAndAsLabels() throws {
    let files = try Self.files()
    defer { withExtendedLifetime(files) {} }
    let folder = try files.folder()
    let images = try FolderSelection().images(in: folder, path: "x")
    #expect(Self.names(images.folder) == ["a.jpg", "b.jpg", "old/c.jpg"])
    #expect(images.others.map(\.relativePath) == ["a_mask.png", "b_color.png", "b_mask.png"])
    let labels = try FolderSelection().labels(in: folder, path: "x", images: images.folder)
    #expect(Self.names(labels.folder) == ["a_mask.png", "b_mask.png"])
    #expect(labels.others.isEmpty && labels.passedOver.map(\.relativePath) == ["b_color.png"])
  }

  @Test func patternsDecide() throws {
    let files = try Self.files()
    defer { withExtendedLifetime(files) {} }
    let folder = try files.folder()
    var selection = FolderSelection()
    selection.imagesMatch = PathPattern("*_mask.png")
    #expect(Self.names(try selection.images(in: folder, path: "x").folder) == ["a_mask.png", "b_mask.png"])
    selection.imagesMatch = nil
    selection.labelsMatch = PathPattern("old/**")
    #expect(Self.names(try selection.labels(in: folder, path: "x").folder) == ["old/c.jpg"])
    #expect(Self.names(try selection.images(in: folder, path: "x").folder) == ["a.jpg", "b.jpg"])
    selection.labelsMatch = PathPattern("*.gif")
    #expect(throws: DatasetError.noneMatching(path: "x", pattern: "*.gif", count: 6, example: "a.jpg")) {
      try selection.labels(in: folder, path: "x")
    }
    selection.labelsMatch = nil
    selection.excluded = [PathPattern("*_mask.png"), PathPattern("old/")]
    #expect(Self.names(try selection.images(in: folder, path: "x").folder) == ["a.jpg", "b.jpg"])
    selection.excluded = [PathPattern("*.jpg"), PathPattern("*.png")]
    #expect(throws: DatasetError.allExcluded(path: "x", pattern: "*.png", count: 3, example: "a_mask.png")) {
      try selection.images(in: folder, path: "x")
    }
  }

  @Test func theSuffixMayHaveAnExtension() throws {
    let files = try Self.files()
    defer { withExtendedLifetime(files) {} }
    let folder = try files.folder()
    var selection = FolderSelection()
    selection.labelSuffix = "_color.png"
    #expect(selection.labelSuffix == "_color")
    #expect(Self.names(try selection.labels(in: folder, path: "x").folder) == ["b_color.png"])
    selection.labelSuffix = "_absent"
    #expect(throws: DatasetError.self) { try selection.labels(in: folder, path: "x") }
  }

  @Test func imagesAreNoLabelsOfThemselves() throws {
    let files = FolderOfImages()
    defer { withExtendedLifetime(files) {} }
    try files.labels("1.png", "2.png")
    let folder = try files.folder()
    #expect(throws: DatasetError.sameFiles(path: "x")) {
      try FolderSelection().labels(in: folder, path: "x", images: folder)
    }
    // Masks may be compared with themselves.
    #expect(try FolderSelection().labels(in: folder, path: "x", masks: folder).folder.items.count == 2)
  }

  @Test func masksOfLabelMapsAreNoMasks() throws {
    let files = try Self.files()
    defer { withExtendedLifetime(files) {} }
    let folder = try files.folder()
    let written = FolderOfImages()
    defer { withExtendedLifetime(written) {} }
    try written.labels("a.png", "a_mask.png", "b.png", "z_mask.png")
    var masks = try FolderSelection().masks(in: written.folder(), path: "m").folder
    #expect(masks.items.count == 4)
    let labels = try FolderSelection().labels(in: folder, path: "x", masks: masks)
    let removed = FolderSelection().removeMasksOfLabels(from: &masks, labels: labels)
    #expect(removed.map(\.relativePath) == ["a_mask.png"])
    #expect(Self.names(masks) == ["a.png", "b.png", "z_mask.png"])
  }

  @Test func masksMayLieBesideTheirImages() throws {
    let files = try Self.files()
    defer { withExtendedLifetime(files) {} }
    let folder = try files.folder()
    #expect(
      Self.names(try FolderSelection().masks(in: folder, path: "x").folder)
        == ["a_mask.png", "b_color.png", "b_mask.png"])
  }
}
