import Basics
import Foundation

/// The tiles along one image axis for the spectral joint distribution, and the matrices of the discrete Fourier transform.
///
/// A tile of the second map has `core` pixels. The tile of the first map has the same pixels and the radius on either side.
/// Both are transformed at the length `size`, which is so large that no displacement of the window wraps around to a pixel.
struct SpectralAxis: Hashable, Sendable {
  let extent: Int
  let radius: Int
  let tiles: Int
  /// Pixels of a tile of the second map.
  let core: Int
  /// Pixels of a tile of the first map.
  let reach: Int
  /// Pixels of the first map before the core.
  let lead: Int
  /// Length of the transform.
  let size: Int

  init(extent: Int, radius: Int, tiles: Int) {
    self.extent = extent
    self.radius = radius
    self.tiles = tiles
    core = (extent + tiles - 1) / tiles
    // A single tile has no neighbours. As the transform is circular, the zeros after it count for both sides.
    lead = tiles == 1 ? 0 : radius
    reach = core + 2 * lead
    size = tiles == 1 ? core + radius : reach
  }

  /// The number of frequencies that are kept for real input.
  var half: Int { size / 2 + 1 }
  var firstPositions: Range<Int> { 0..<reach }
  var secondPositions: Range<Int> { 0..<core }
  /// The places of the displacements `-radius ... radius` in the circular correlation.
  var displacementPositions: Range<Int> { lead - radius..<lead + radius + 1 }

  /// Real to half complex: rows (frequency, part), columns positions.
  func realForward(_ positions: Range<Int>) -> [Float] {
    var matrix = [Float]()
    matrix.reserveCapacity(2 * half * positions.count)
    for k in 0..<half {
      matrix += positions.map { Float(angle(k, $0).cosine) }
      matrix += positions.map { Float(-angle(k, $0).sine) }
    }
    return matrix
  }

  /// Half complex to real: rows positions, columns (frequency, part). A frequency that is left out is
  /// counted with its conjugate.
  func realInverse(_ positions: Range<Int>, scale: Double) -> [Float] {
    var matrix = [Float]()
    matrix.reserveCapacity(2 * half * positions.count)
    for position in positions {
      for k in 0..<half {
        let weight = scale * (k == 0 || 2 * k == size ? 1 : 2)
        let turn = angle(k, position)
        matrix += [Float(weight * turn.cosine), Float(-weight * turn.sine)]
      }
    }
    return matrix
  }

  private func angle(_ k: Int, _ position: Int) -> (cosine: Double, sine: Double) {
    let turns = ((k * position) % size + size) % size
    let angle = 2 * Double.pi * Double(turns) / Double(size)
    return (cos(angle), sin(angle))
  }
}
