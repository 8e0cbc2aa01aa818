import Basics

// N images, H height, W width, K clusters, T = 2R + 1 (`side`)

/// Transforms tiles and displacements to the frequency domain and back by matrix products. The columns come first, where
/// the input is real, and then the rows.
struct SpectralTransform {
  let plan: SpectralPlan
  let context: ComputeContext

  /// One of the two maps. The tiles of the first map are larger than those of the second by the radius on each side.
  enum Role { case first, second }

  private func positions(_ role: Role) -> (vertical: Range<Int>, horizontal: Range<Int>) {
    switch role {
    case .first: (plan.vertical.firstPositions, plan.horizontal.firstPositions)
    case .second: (plan.vertical.secondPositions, plan.horizontal.secondPositions)
    }
  }

  /// The spectra of all tiles of some images, `[frequency][part][tile][cluster]`.
  func spectrum(of map: MaskedMap, _ role: Role, images: Range<Int>) -> Tensor {
    let positions = positions(role)
    let (height, width) = (positions.vertical.count, positions.horizontal.count)
    let lanes = plan.tilesPerJob * plan.clusters
    let columns = plan.vertical.realForward(positions.vertical)
    let rows = plan.horizontal.complexForward(positions.horizontal)
    return context.filled([plan.spectrumCount]) { output in
      context.forEach(plan.jobs) { job in
        context.lendingScratch((height + 2 * plan.vertical.half) * width * lanes) { tiles in
          let half = tiles + height * width * lanes
          read(map, role, images: images, job: job, into: tiles)
          multiply(
            columns, tiles, rows: 2 * plan.vertical.half, inner: height, columns: width * lanes, stride: width * lanes,
            into: half, resultStride: width * lanes)
          for k in 0..<plan.vertical.half {
            multiply(
              rows, half + k * 2 * width * lanes, rows: 2 * plan.horizontal.size, inner: 2 * width, columns: lanes,
              stride: lanes, into: output + k * plan.horizontal.size * 2 * plan.lanes + job * lanes,
              resultStride: plan.lanes)
          }
        }
      }
    }
  }

  /// Adds the maps of these spectra to the gradient of `map`.
  func addMaps(
    _ spectrum: Tensor, _ role: Role, of map: MaskedMap, images: Range<Int>,
    to gradient: UnsafeMutablePointer<Float>
  ) {
    let positions = positions(role)
    let (height, width) = (positions.vertical.count, positions.horizontal.count)
    let lanes = plan.tilesPerJob * plan.clusters
    let scale = 1 / (Double(plan.vertical.size) * Double(plan.horizontal.size))
    let rows = plan.horizontal.complexInverse(positions.horizontal)
    let columns = plan.vertical.realInverse(positions.vertical, scale: scale)
    let jobCount = height * width * lanes
    context.lendingScratch(plan.jobs * jobCount) { staged in
      spectrum.withPointer { spectrum in
        context.forEach(plan.jobs) { job in
          context.lendingScratch(2 * plan.vertical.half * width * lanes) { half in
            for k in 0..<plan.vertical.half {
              multiply(
                rows, spectrum + k * plan.horizontal.size * 2 * plan.lanes + job * lanes, rows: 2 * width,
                inner: 2 * plan.horizontal.size, columns: lanes, stride: plan.lanes,
                into: half + k * 2 * width * lanes, resultStride: lanes)
            }
            multiply(
              columns, half, rows: height, inner: 2 * plan.vertical.half, columns: width * lanes,
              stride: width * lanes, into: staged + job * jobCount, resultStride: width * lanes)
          }
        }
      }
      // Tiles of the first map overlap, so each image row adds up its parts, tile after tile.
      let lead = lead(role)
      context.forEach(images.count * map.height) { index in
        let (image, y) = (index / map.height, index % map.height)
        for tile in 0..<plan.tilesPerImage {
          let (tileRow, tileColumn) = (tile / plan.horizontal.tiles, tile % plan.horizontal.tiles)
          let row = y - tileRow * plan.vertical.core + lead.rows
          guard row >= 0 && row < height else { continue }
          let slot = image * plan.tilesPerImage + tile
          map.addRowGradient(
            image: images.lowerBound + image, y: y, x0: tileColumn * plan.horizontal.core - lead.columns, count: width,
            from: staged + slot / plan.tilesPerJob * jobCount + row * width * lanes
              + slot % plan.tilesPerJob * plan.clusters,
            stride: lanes, to: gradient)
        }
      }
    }
  }

  /// The counts `[T, T, K, K]` whose spectrum is `sums`, `[frequency][part][K][K]`.
  func countsOfSums(_ sums: UnsafePointer<Float>, into counts: UnsafeMutablePointer<Float>) {
    let (side, block) = (plan.side, plan.clusters * plan.clusters)
    let scale = 1 / (Double(plan.vertical.size) * Double(plan.horizontal.size))
    let rows = plan.horizontal.complexInverse(plan.horizontal.displacementPositions)
    let columns = plan.vertical.realInverse(plan.vertical.displacementPositions, scale: scale)
    context.lendingScratch(plan.vertical.half * 2 * side * block) { half in
      context.forEach(plan.vertical.half) { k in
        multiply(
          rows, sums + k * plan.horizontal.size * 2 * block, rows: 2 * side, inner: 2 * plan.horizontal.size,
          columns: block, stride: block, into: half + k * 2 * side * block, resultStride: block)
      }
      context.forEach(side) { column in
        multiply(
          columns, half + column * block, rows: side, inner: 2 * plan.vertical.half, columns: block,
          stride: side * block, into: counts + column * block, resultStride: side * block)
      }
    }
  }

  /// The spectrum, `[frequency][part][K][K]`, of one value for each displacement, `[T, T, K, K]`.
  func spectrumOfDisplacements(_ values: UnsafePointer<Float>, into spectrum: UnsafeMutablePointer<Float>) {
    let (side, block) = (plan.side, plan.clusters * plan.clusters)
    let columns = plan.vertical.realForward(plan.vertical.displacementPositions)
    let rows = plan.horizontal.complexForward(plan.horizontal.displacementPositions)
    context.lendingScratch(plan.vertical.half * 2 * side * block) { half in
      context.forEach(side) { column in
        multiply(
          columns, values + column * block, rows: 2 * plan.vertical.half, inner: side, columns: block,
          stride: side * block, into: half + column * block, resultStride: side * block)
      }
      context.forEach(plan.vertical.half) { k in
        multiply(
          rows, half + k * 2 * side * block, rows: 2 * plan.horizontal.size, inner: 2 * side, columns: block,
          stride: block, into: spectrum + k * plan.horizontal.size * 2 * block, resultStride: block)
      }
    }
  }

  private func lead(_ role: Role) -> PairedMaps.Offset {
    role == .first ? .init(rows: plan.vertical.lead, columns: plan.horizontal.lead) : .zero
  }

  /// Fills the tiles of one job, `[row][column][tile][cluster]`.
  private func read(
    _ map: MaskedMap, _ role: Role, images: Range<Int>, job: Int, into tiles: UnsafeMutablePointer<Float>
  ) {
    let positions = positions(role)
    let (height, width) = (positions.vertical.count, positions.horizontal.count)
    let lanes = plan.tilesPerJob * plan.clusters
    let lead = lead(role)
    for slot in 0..<plan.tilesPerJob {
      let index = job * plan.tilesPerJob + slot
      let (image, tile) = (images.lowerBound + index / plan.tilesPerImage, index % plan.tilesPerImage)
      // Outside every image there are only zeros.
      let isEmpty = image >= images.upperBound
      let y0 = isEmpty ? map.height : tile / plan.horizontal.tiles * plan.vertical.core - lead.rows
      let x0 = tile % plan.horizontal.tiles * plan.horizontal.core - lead.columns
      for row in 0..<height {
        map.readRow(
          image: image, y: y0 + row, x0: x0, count: width, into: tiles + row * width * lanes + slot * plan.clusters,
          stride: lanes)
      }
    }
  }

  private func multiply(
    _ matrix: [Float], _ right: UnsafePointer<Float>, rows: Int, inner: Int, columns: Int, stride: Int,
    into result: UnsafeMutablePointer<Float>, resultStride: Int
  ) {
    matrix.withUnsafeBufferPointer { matrix in
      guard let left = matrix.baseAddress else { return }
      RowMajorProduct.multiply(
        BorrowedMatrix(address: left, stride: inner), BorrowedMatrix(address: right, stride: stride), rows: rows,
        columns: columns, inner: inner, into: result, stride: resultStride)
    }
  }
}
