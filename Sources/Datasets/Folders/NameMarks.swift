/// What data sets and labelling tools add to the names of files and folders, in lower case and with underscores.
enum NameMarks {
  /// Ends of the names of images, such as a choice of bands: ISPRS, Cityscapes, DeepGlobe, and common ones.
  static let images = ["_rgbir", "_irrg", "_rgb", "_leftimg8bit", "_sat", "_image", "_img"]

  /// Ends of the names of labels: ISPRS, Cityscapes, CamVid, FloodNet, landcover.ai, xBD, BDD, ISIC, iSAID, Segments.ai,
  /// and common ones.
  static let labels = [
    "_label_noboundary", "_noboundary", "_gtfine_labelids", "_gtfine_labeltrainids", "_gtfine_color",
    "_gtcoarse_labelids", "_gtcoarse_labeltrainids", "_gtcoarse_color", "_labelids", "_labeltrainids", "_train_id",
    "_ground_truth", "_groundtruth", "_label_ground_truth", "_label_ground_truth_semantic",
    "_label_ground_truth_semantic_colored", "_instance_color_rgb", "_segmentation", "_labels", "_label", "_masks",
    "_mask", "_target", "_annotation", "_seg",
    "_truth", "_gt", "_color", "_colour", "_lab", "_l", "_m",
  ]

  /// Ends of the names of labels that ordinary names have too.
  static let weak: Set<String> = ["_gt", "_seg", "_color", "_colour", "_target", "_lab", "_l", "_m"]

  /// Ends of the names of labels in colours, which other files beside them hold as numbers.
  static let coloured: Set<String> = [
    "_gtfine_color", "_gtcoarse_color", "_color", "_colour", "_label_ground_truth_semantic_colored",
  ]

  /// Ends of the names of files that are made from labels and hold no classes: Cityscapes, Segments.ai, Labelme.
  static let derived = [
    "_gtfine_instanceids", "_gtfine_instancetrainids", "_gtcoarse_instanceids", "_gtcoarse_instancetrainids",
    "_instanceids", "_instancetrainids", "_label_ground_truth_instance", "_label_ground_truth_instance_colored",
    "_label_viz", "_viz",
  ]

  /// Words in the names of folders of images.
  static let imageWords: Set<String> = [
    "images", "image", "imgs", "img", "photos", "photo", "pictures", "jpegimages", "leftimg8bit", "stillsraw", "org",
    "orig", "original", "originals", "ortho", "top", "sat", "tiles", "patches", "frames", "input", "inputs",
  ]

  /// Words in the names of folders of labels.
  static let labelWords: Set<String> = [
    "masks", "mask", "labels", "label", "labelled", "labeled", "labeledapproved", "annotations", "annotation", "annot",
    "annots", "ann", "gt", "gts", "gtfine", "gtcoarse", "groundtruth", "truth", "segmentation", "segmentations",
    "segmentationclass", "segmentationclasspng", "segmentationclassaug", "semantic", "semantics", "targets", "target",
    "stuffthingmaps", "labelmaps",
  ]

  /// Words in the names of folders of files that are made from labels and hold no classes: Pascal VOC, Labelme,
  /// Supervisely.
  static let derivedWords: Set<String> = [
    "segmentationobject", "segmentationobjectpng", "segmentationclassvisualization", "instance", "instances",
    "panoptic", "visualizations", "masks_human",
  ]

  /// Words that the name of such a folder may have besides, and that say nothing about the scene.
  static let otherWords: Set<String> = [
    "png", "jpg", "jpeg", "tif", "tiff", "dir", "full", "rgb", "rgbir", "irrg", "color", "colour", "machine", "raw",
    "for", "participants", "no", "boundary", "noboundary", "ground", "class", "classes", "map", "maps", "data",
    "human",
  ]

  /// Parts of a data set that folders are also named after, as in `trainannot`.
  static let splits = ["training", "train", "validation", "valid", "val", "testing", "test"]
}
