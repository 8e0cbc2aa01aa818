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
      map = rounded(resampled(map, height: height, width: width, isSmaller: input.scale < 1))
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
  private func places(_ extent: Extent) -> String {
    let end = add("Squeeze", [length(extent), list([0])])
    return add("Range", [count(0), end, count(1)])
  }

  /// Resized by two matrix products: area means where the map becomes smaller, and linear interpolation where it grows.
  private func resampled(_ map: GraphMap, height: Extent, width: Extent, isSmaller: Bool) -> GraphMap {
    func matrix(_ source: Extent, _ target: Extent, along axis: Int) -> String {
      let step = ratio(source, target)
      guard isSmaller else { return interpolation(source, target, step: step, along: axis) }
      let place = column(target, along: axis)
      let low = add("Mul", [place, step])
      let high = add("Mul", [add("Add", [place, double(1)]), step])
      let first = column(source, along: 1 - axis)
      let end = add("Min", [high, add("Add", [first, double(1)])])
      let overlap = add("Max", [add("Sub", [end, add("Max", [low, first])]), double(0)])
      return cast(add("Div", [overlap, step]), to: .float)
    }
    return product(
      map, rows: matrix(map.height, height, along: 0), columns: matrix(map.width, width, along: 1), height: height,
      width: width)
  }

  /// The values of a map at each pixel of images, by linear interpolation.
  /// - Parameters:
  ///   - pixels: the size of the images.
  ///   - seen: the size of what the network was shown of them, before it was continued.
  ///   - whole: the size of what the map lies over.
  func interpolated(
    _ map: GraphMap, at pixels: GraphMap, seen: GraphMap, whole: GraphMap
  ) -> GraphMap {
    func matrix(_ count: Extent, _ pixels: Extent, _ seen: Extent, _ whole: Extent, along axis: Int) -> String {
      interpolation(
        count, pixels, step: add("Mul", [ratio(seen, pixels), ratio(count, whole)]), along: axis)
    }
    return product(
      map, rows: matrix(map.height, pixels.height, seen.height, whole.height, along: 0),
      columns: matrix(map.width, pixels.width, seen.width, whole.width, along: 1), height: pixels.height,
      width: pixels.width)
  }

  /// The weights of source places (along one axis) for target places (along the other).
  private func interpolation(_ source: Extent, _ target: Extent, step: String, along axis: Int) -> String {
    let place = add("Add", [column(target, along: axis), double(0.5)])
    let centre = add("Sub", [add("Mul", [place, step]), double(0.5)])
    let last = cast(length(source.plus(-1)), to: .double)
    let position = add("Min", [add("Max", [centre, double(0)]), last])
    let distance = add("Abs", [add("Sub", [position, column(source, along: 1 - axis)])])
    return cast(add("Max", [add("Sub", [double(1), distance]), double(0)]), to: .float)
  }

  private func product(
    _ map: GraphMap, rows: String, columns: String, height: Extent, width: Extent
  ) -> GraphMap {
    let value = add("MatMul", [add("MatMul", [rows, map.value]), columns])
    return GraphMap(value: value, channels: map.channels, height: height, width: width)
  }

  /// The places of an extent as double numbers, along the rows (0) or the columns (1) of a matrix.
  private func column(_ extent: Extent, along axis: Int) -> String {
    add("Unsqueeze", [cast(places(extent), to: .double), list([1 - axis])])
  }

  private func ratio(_ first: Extent, _ second: Extent) -> String {
    add("Div", [cast(length(first), to: .double), cast(length(second), to: .double)])
  }

  private func double(_ value: Float) -> String { cast(number(value), to: .double) }
}
