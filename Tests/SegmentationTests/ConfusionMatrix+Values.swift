import Imaging
import Segmentation

extension ConfusionMatrix {
  /// Counts of a row of pixels.
  init(masks: [UInt8], classes: [UInt8]) {
    self.init()
    add(
      masks: LabelMap(width: masks.count, height: 1, values: masks),
      classes: LabelMap(width: classes.count, height: 1, values: classes))
  }
}
