import Segmentation

/// Draws the loss of each head over the steps, as an SVG that fits light and dark pages.
public enum TrainingCurves {
  private static let colours = ["main": "#0072b2", "overclustering": "#d55e00"]

  /// - Parameter records: in the order of their steps.
  public static func svg(_ records: [StepRecord]) -> String {
    let curves = Set(records.map(\.series)).sorted().map { series in
      LineChart.Curve(
        name: "\(series) head", colour: colours[series] ?? "currentColor",
        points: records.filter { $0.series == series }.map { ($0.step, $0.loss) })
    }
    return LineChart(curves: curves, label: "Training loss").file
  }
}
