import NeuralNet
import Testing

@Suite struct ShapeTests {
  @Test func namesAreThoseOfImages() {
    let shape = Shape(batch: 2, height: 3, width: 5, channels: 7)
    #expect(shape == [2, 3, 5, 7] && shape.rank == 4 && shape.count == 210 && shape.pixels == 30)
    #expect(shape.batch == 2 && shape.height == 3 && shape.width == 5 && shape.channels == 7)
    #expect(shape.with(width: 4, channels: 1) == [2, 3, 4, 1])
    #expect("\(shape)" == "[2, 3, 5, 7]" && shape[2] == 5)
  }
}
