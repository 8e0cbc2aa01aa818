/// A form in which other programs take the segments of images.
public enum AnnotationFormat: String, CaseIterable, Sendable {
  /// COCO panoptic: a PNG of segment numbers for each image, and `panoptic.json`.
  case cocoPanoptic = "coco-panoptic"
  /// COCO with run lengths, as pycocotools reads it: `annotations.json`.
  case coco
  /// "Segmentation mask 1.1" of CVAT.
  case cvat
  /// Tasks with predictions of the brush for Label Studio: `tasks.json`, and the labelling configuration `labels.xml`.
  case labelStudio = "label-studio"
  /// A JSON of labelme for each image.
  case labelme
}
