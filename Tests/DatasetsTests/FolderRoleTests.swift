import Testing

import Datasets

struct FolderRoleTests {
  @Test(arguments: [
    ("images_png", "masks_png"), ("JPEGImages", "SegmentationClass"), ("leftImg8bit", "gtFine"),
    ("train", "trainannot"),
    ("train", "train_masks"), ("train_images", "train_labels"), ("train-org-img", "train-label-img"),
    ("top", "gts_for_participants"), ("701_StillsRaw_full", "LabeledApproved_full"), ("images_256", "masks_256"),
    ("2_Ortho_RGB", "5_Labels_for_participants_no_Boundary"), ("original_images", "RGB_color_image_masks"),
    ("img_dir", "ann_dir"), ("images_prepped_train", "annotations_prepped_train"), ("img", "masks_machine"),
  ])
  func foldersOfOneScene(_ images: String, _ labels: String) {
    #expect(FolderRole(labels).kind == .labels)
    #expect(FolderRole(images).kind == (images == "train" ? .plain : .images))
    #expect(FolderRole(images).rest == FolderRole(labels).rest)
  }

  @Test func otherFolders() {
    #expect(FolderRole("depth_images").rest != FolderRole("images").rest)
    #expect(FolderRole("SegmentationObject").kind == .derived)
    #expect(FolderRole("masks_human").kind == .derived)
    for name in ["Rural", "Tile 1", "val", "human", "2020"] { #expect(FolderRole(name).kind == .plain, "\(name)") }
  }
}
