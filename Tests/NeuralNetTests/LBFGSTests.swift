import NeuralNet
import Testing

@Suite struct LBFGSTests {
  @Test func findsTheEndOfRosenbrocksValley() {
    let (point, steps) = LBFGS().minimize(from: [-1.2, 1, -1.2, 1]) { x in
      var value = 0.0
      var gradient = [Double](repeating: 0, count: x.count)
      for i in stride(from: 0, to: x.count, by: 2) {
        let (a, b) = (1 - x[i], x[i + 1] - x[i] * x[i])
        value += a * a + 100 * b * b
        gradient[i] = -2 * a - 400 * x[i] * b
        gradient[i + 1] = 200 * b
      }
      return (value, gradient)
    }
    #expect(point.place.allSatisfy { abs($0 - 1) < 1e-4 }, "\(point.place) after \(steps) steps")
    #expect(steps < 100)
  }

  @Test func aQuadraticFormOfUnlikeCurvatures() {
    let curvatures = (0..<50).map { 0.1 * Double(1 + $0) }
    let (point, steps) = LBFGS().minimize(from: [Double](repeating: 1, count: 50)) { x in
      (
        zip(curvatures, x).reduce(0) { $0 + $1.0 * ($1.1 - 3) * ($1.1 - 3) / 2 },
        zip(curvatures, x).map { $0 * ($1 - 3) }
      )
    }
    #expect(point.gradient.allSatisfy { abs($0) < 1e-4 }, "after \(steps) steps")
    #expect(steps < 80)
  }

  @Test func aMinimumStaysWhereItIs() {
    let (point, steps) = LBFGS().minimize(from: [0, 0]) { x in (x[0] * x[0] + x[1] * x[1], [2 * x[0], 2 * x[1]]) }
    #expect(point.place == [0, 0] && steps == 0)
  }

  @Test func stepsAreLimited() {
    var optimizer = LBFGS()
    optimizer.stepLimit = 3
    let (_, steps) = optimizer.minimize(from: [10]) { x in (x[0] * x[0] * x[0] * x[0], [4 * x[0] * x[0] * x[0]]) }
    #expect(steps == 3)
  }
}
