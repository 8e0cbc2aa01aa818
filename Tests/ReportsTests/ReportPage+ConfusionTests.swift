import Datasets
import Imaging
import Reports
import Testing

struct ReportPageConfusionTests {
  @Test func confusionGathersClustersByTheirClass() throws {
    var matrix = ConfusionMatrix()
    matrix.add(
      masks: .init(width: 7, height: 1, values: [0, 1, 2, 2, 3, Label.none, 0]),
      classes: .init(width: 7, height: 1, values: [0, 0, 1, 1, 1, 0, Label.none]))
    let table = try ClassTable(classes: [.init(name: "a", values: [0]), .init(name: "b", values: [1])])
    let scores = Scores(
      matrix, naming: Naming(table.classes, classOfCluster: [0, 1, 1, nil]), images: 1)
    let confusion = ClassConfusion(scores)
    #expect(confusion.counts == [[1, 1, 1], [0, 2, 1]])
    #expect(confusion.hasUnmatched)
  }
}
