import NeuralNet
import Testing

@Suite struct PatchWindowsTests {
  @Test func anAxisOfAtMostOneWindowIsWhole() {
    for length in [1, 3, 4] {
      let windows = PatchWindows(size: 4, step: 3).windows(length)
      #expect(windows.map(\.range) == [0..<length])
      #expect(windows[0].weights == [Float](repeating: 1, count: length))
    }
  }

  @Test func weightsFallWithinOverlaps() {
    let windows = PatchWindows(size: 5, step: 3).windows(9)
    let (third, more): (Float, Float) = (1 / 3, 2 / 3)
    #expect(windows.map(\.range) == [0..<5, 3..<8, 6..<9])
    #expect(windows[0].weights == [1, 1, 1, more, third])
    #expect(windows[1].weights == [third, more, 1, more, third])
    #expect(windows[2].weights == [third, more, 1])
  }

  @Test(arguments: [(37, 24), (4, 2), (6, 6), (7, 4)]) func weightsOverAPatchSumToOne(_ size: Int, _ step: Int) {
    for length in 1...100 {
      var sums = [Float](repeating: 0, count: length)
      let windows = PatchWindows(size: size, step: step).windows(length)
      for (index, window) in windows.enumerated() {
        #expect(window.range.lowerBound == index * step && window.range.count <= size)
        #expect(window.range.upperBound < length || index == windows.count - 1)
        for (place, weight) in zip(window.range, window.weights) { sums[place] += weight }
      }
      #expect(sums.allSatisfy { abs($0 - 1) < 1e-6 })
    }
  }
}
