import Segmentation

/// Draws the loss of each series of measurements over the steps, as an SVG that fits light and dark pages.
public enum TrainingCurves {
  private static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"]

  /// - Parameters:
  ///   - records: in the order of their steps.
  ///   - words: what the method calls its series.
  public static func svg(_ records: [StepRecord], words: MethodWords) -> String {
    let curves = Set(records.map(\.series)).sorted().map { series in
      LineChart.Curve(
        name: words.series(series),
        colour: words.place(ofSeries: series).map { colours[$0 % colours.count] } ?? "currentColor",
        points: records.filter { $0.series == series }.map { ($0.step, $0.loss) })
    }
    return LineChart(curves: curves, label: "Training loss").file
  }
}
