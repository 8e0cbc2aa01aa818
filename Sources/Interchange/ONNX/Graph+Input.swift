import Foundation
import Imaging
import NeuralNet
import ProtocolMessages
import Segmentation

extension GraphBuilder {
  /// The images as a network gets them: stretched and resized.
  ///
  /// Files of bytes hold whole numbers, and a segmenter rounds to such after each change. So does the graph.
  func prepared(_ image: GraphMap, by input: InputConfiguration, sample: SampleType) -> GraphMap {
    let range = input.preparation.range(of: sample, bands: image.channels)
    guard range != nil || input.scale != 1 else { return image }
    let full: Float = sample == .uint8 ? 255 : sample == .uint16 ? 65_535 : 1
    func rounded(_ map: GraphMap) -> GraphMap {
      sample == .float32 ? map : apply("Floor", apply("Add", map, [number(0.5)]))
    }
    var map = rounded(apply("Mul", image, [number(full)]))
    if let range { map = rounded(stretched(map, range, to: full)) }
    if input.scale != 1 {
      let (height, width) = (map.height.scaled(by: input.scale), map.width.scaled(by: input.scale))
      map = rounded(resampled(map, height: height, width: width, factor: input.scale))
    }
    return apply("Div", map, [number(full)])
  }

  /// Samples whose range becomes 0 to `full`.
  private func stretched(_ map: GraphMap, _ range: StretchedRange, to full: Float) -> GraphMap {
    let lows = perChannel(range.low.map { Float($0) }, name: "range.low")
    let lengths = perChannel(zip(range.low, range.high).map { Float($1 - $0) }, name: "range.length")
    let spread = apply("Mul", apply("Div", apply("Sub", map, [lows]), [lengths]), [number(full)])
    return apply("Clip", spread, [number(0), number(full)])
  }

  /// Continues images by mirroring, to whole features and to the size of training crops, as a segmenter does.
  func continued(_ map: GraphMap, least: Int, alignment: Int) -> GraphMap {
    let height = map.height.atLeast(least).roundedUp(to: alignment)
    let width = map.width.atLeast(least).roundedUp(to: alignment)
    var result = map
    if height != map.height { result.value = mirrored(result.value, from: map.height, to: height, axis: 2) }
    if width != map.width { result.value = mirrored(result.value, from: map.width, to: width, axis: 3) }
    (result.height, result.width) = (height, width)
    return result
  }

  private func mirrored(_ value: String, from length: Extent, to end: Extent, axis: Int) -> String {
    if case .fixed(let length) = length, case .fixed(let end) = end {
      let places = (0..<end).map { min($0 % (2 * length), 2 * length - 1 - $0 % (2 * length)) }
      return add("Gather", [value, list(places)], [.int("axis", axis)])
    }
    let period = add("Mul", [self.length(length), list([2])])
    let place = add("Mod", [places(end), period])
    let mirrored = add("Sub", [add("Sub", [period, list([1])]), place])
    return add("Gather", [value, add("Min", [place, mirrored])], [.int("axis", axis)])
  }

  /// The whole numbers from 0 up to an extent.
  fileprivate func places(_ extent: Extent) -> String {
    let end = add("Squeeze", [length(extent), list([0])])
    return add("Range", [count(0), end, count(1)])
  }

}

/// Places between those of another grid.
extension GraphBuilder {
  /// Resized along both axes: area means where the map becomes smaller, and linear interpolation where it grows.
  ///
  /// Sums are formed in the order in which files are resized, so that they are rounded alike.
  fileprivate func resampled(_ map: GraphMap, height: Extent, width: Extent, factor: Float) -> GraphMap {
    var result = map
    result.value = resampled(map.value, from: map.width, to: width, axis: 3, factor: factor)
    result.value = resampled(result.value, from: map.height, to: height, axis: 2, factor: factor)
    (result.height, result.width) = (height, width)
    return result
  }

  private func resampled(_ value: String, from source: Extent, to target: Extent, axis: Int, factor: Float) -> String {
    let step = ratio(source, target)
    let place = cast(places(target), to: .double)
    var taps: [(place: String, weight: String)] = []
    if factor < 1 {
      let low = add("Mul", [place, step])
      let end = cast(length(source), to: .double)
      let high = add("Min", [add("Mul", [add("Add", [place, double(1)]), step]), end])
      let first = cast(low, to: .int64)
      // Sizes are rounded, so a pixel may cover half as many again as the factor says.
      for tap in 0...Int((1.5 / factor).rounded(.up)) {
        let covered = add("Add", [first, list([tap])])
        let left = cast(covered, to: .double)
        let overlap = add("Sub", [add("Min", [high, add("Add", [left, double(1)])]), add("Max", [low, left])])
        taps.append((covered, add("Max", [overlap, double(0)])))
      }
    } else {
      let (first, second, share) = neighbours(place, step: step, count: source)
      taps = [(first, add("Sub", [double(1), share])), (second, share)]
    }
    let total = taps.dropFirst().reduce(taps[0].weight) { add("Add", [$0, $1.weight]) }
    let last = length(source.plus(-1))
    let terms = taps.map { tap in
      let samples = add("Gather", [value, add("Min", [tap.place, last])], [.int("axis", axis)])
      return add("Mul", [samples, along(axis, add("Div", [tap.weight, total]))])
    }
    return terms.dropFirst().reduce(terms[0]) { add("Add", [$0, $1]) }
  }

  /// The values of a map at each pixel of images, by linear interpolation.
  /// - Parameters:
  ///   - pixels: the size of the images.
  ///   - seen: the size of what the network was shown of them, before it was continued.
  ///   - whole: the size of what the map lies over.
  func interpolated(_ map: GraphMap, at pixels: GraphMap, seen: GraphMap, whole: GraphMap) -> GraphMap {
    func line(_ value: String, _ count: Extent, _ step: String, to target: Extent, axis: Int) -> String {
      let (first, second, share) = neighbours(cast(places(target), to: .double), step: step, count: count)
      let before = add("Gather", [value, first], [.int("axis", axis)])
      let after = add("Gather", [value, second], [.int("axis", axis)])
      return add("Add", [before, add("Mul", [add("Sub", [after, before]), along(axis, share)])])
    }
    let down = add("Mul", [ratio(seen.height, pixels.height), ratio(map.height, whole.height)])
    let across = add("Mul", [ratio(seen.width, pixels.width), ratio(map.width, whole.width)])
    let rows = line(map.value, map.height, down, to: pixels.height, axis: 2)
    return GraphMap(
      value: line(rows, map.width, across, to: pixels.width, axis: 3), channels: map.channels, height: pixels.height,
      width: pixels.width)
  }

  /// The two places around each pixel, with half-pixel centres, and the share of the second.
  private func neighbours(
    _ place: String, step: String, count: Extent
  ) -> (first: String, second: String, share: String) {
    let centre = add("Sub", [add("Mul", [add("Add", [place, double(0.5)]), step]), double(0.5)])
    let last = length(count.plus(-1))
    let position = add("Min", [add("Max", [centre, double(0)]), cast(last, to: .double)])
    let first = cast(position, to: .int64)
    let second = add("Min", [add("Add", [first, list([1])]), last])
    return (first, second, add("Sub", [position, cast(first, to: .double)]))
  }

  /// Numbers along one axis of a map.
  private func along(_ axis: Int, _ values: String) -> String {
    add("Reshape", [cast(values, to: .float), list(axis == 2 ? [1, 1, -1, 1] : [1, 1, 1, -1])])
  }

  private func ratio(_ first: Extent, _ second: Extent) -> String {
    add("Div", [cast(length(first), to: .double), cast(length(second), to: .double)])
  }

  private func double(_ value: Float) -> String { cast(number(value), to: .double) }
}
