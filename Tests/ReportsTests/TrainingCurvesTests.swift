import Reports
import Segmentation
import TestSupport
import Testing

@Suite struct TrainingCurvesTests {
  @Test func everyHeadHasACurve() throws {
    let header = "step,seconds,head,loss,loss_without_weight,entropy,largest_share,learning_rate\n"
    let csv = header + "1,0.5,overclustering,-1.5,-1,2,0.3,0.001\n2,1.0,main,-0.7,-0.5,1,0.4,0.001\n"
    let dots = TrainingCurves.svg(try MetricsLog(csv: csv, path: "m.csv", upTo: 2).records)
    // A head with one step has a dot.
    #expect(dots.components(separatedBy: "<circle").count == 3)
    let more = csv + "3,1.5,overclustering,-1.6,-1,2,0.3,0.001\n4,2.0,main,-0.8,-0.5,1,0.4,0.001\n"
    let svg = TrainingCurves.svg(try MetricsLog(csv: more, path: "m.csv", upTo: 4).records)
    #expect(svg.components(separatedBy: "<polyline").count == 3)
    #expect(svg.contains("main head") && svg.contains("overclustering head"))
    #expect(TrainingCurves.svg([]).contains("no steps yet"))
  }

  @Test func damagedMetricsThatAreReadAreDrawn() throws {
    let header = "step,seconds,head,loss,loss_without_weight,entropy,largest_share,learning_rate\n"
    let csv = header + "1,0.5,overclustering,-1.5,-1,2,0.3,0.001\n2,1.0,main,-0.7,-0.5,1,0.4,0.001\n"
    var mutation = ByteMutation(seed: 5)
    var drawn = 0
    for _ in 0..<3000 {
      let text = String(decoding: mutation.mutated(Array(csv.utf8)), as: UTF8.self)
      guard let log = try? MetricsLog(csv: text, path: "m.csv", upTo: .max) else { continue }
      #expect(TrainingCurves.svg(log.records).hasSuffix("</svg>\n"))
      drawn += 1
    }
    #expect(drawn > 0)
  }
}
