import Foundation
import Testing

import Datasets

struct FileRoleTests {
  private static func role(_ path: String) -> FileRole {
    FileRole.all([ImageFolder.Item(url: URL(filePath: "/\(path)"), relativePath: path)])[0]
  }

  @Test(arguments: [
    ("119_sat.jpg", "119_mask.png"), ("a.jpg", "a-mask.png"), ("a.jpg", "a.mask.png"), ("a.jpg", "a Label.png"),
    ("x/M-33_0.jpg", "x/M-33_0_m.png"), ("b.jpg", "b_label_ground-truth.png"), ("c.jpg", "c_json/label.png"),
    ("leftImg8bit/val/f_leftImg8bit.png", "gtFine/val/f_gtFine_labelIds.png"), ("img/a.jpg", "masks_machine/a.jpg.png"),
    ("train/train-org-img/6651.jpg", "train/train-label-img/6651_lab.png"),
    // The last folder that says a kind counts.
    ("semantic_drone/images/1.jpg", "semantic_drone/masks/1.png"),
  ])
  func labelsHaveTheSceneOfTheirImages(_ image: String, _ label: String) {
    #expect(Self.role(label).kind == .labels)
    #expect([.images, .plain].contains(Self.role(image).kind))
    #expect(Self.role(image).scene == Self.role(label).scene)
  }

  @Test func whatIsMadeFromLabelsIsNone() {
    for path in ["a_gtFine_instanceIds.png", "SegmentationObject/a.png", "a_json/label_viz.png"] {
      #expect(Self.role(path).kind == .derived, "\(path)")
    }
  }

  @Test func inAFolderOfImagesAWeakEndBelongsToTheName() {
    #expect(Self.role("images/dress_m.jpg").kind == .images)
    #expect(Self.role("images/dress_m.jpg").scene == "dress_m")
    #expect(Self.role("images/dress_mask.png").kind == .labels)
  }
}
