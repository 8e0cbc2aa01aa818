import Basics

// N images, H height, W width, K clusters, T = 2R + 1 (`side`)

/// Transforms tiles and displacements to the frequency domain and back by matrix products. The columns come first, where
/// the input is real, and then the rows, whose real and imaginary parts are transformed apart.
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
    let rows = plan.horizontal.realForward(positions.horizontal)
    return context.filled([plan.spectrumCount]) { output in
      context.forEach(plan.jobs) { job in
        let count = (height + 2 * plan.vertical.half) * width * lanes
        context.lendingScratch(count + partsCount(lanes)) { tiles in
          let half = tiles + height * width * lanes
          read(map, role, images: images, job: job, into: tiles)
          multiply(
            columns, tiles, rows: 2 * plan.vertical.half, inner: height, columns: width * lanes, stride: width * lanes,
            into: half, resultStride: width * lanes)
          for k in 0..<plan.vertical.half {
            forward(
              rows, half + k * 2 * width * lanes, positions: width, lanes: lanes, parts: tiles + count,
              into: output + k * plan.horizontal.size * 2 * plan.lanes + job * lanes, stride: plan.lanes)
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
    let rows = plan.horizontal.realInverse(positions.horizontal, scale: 1)
    let columns = plan.vertical.realInverse(positions.vertical, scale: scale)
    let jobCount = height * width * lanes
    context.lendingScratch(plan.jobs * jobCount) { staged in
      spectrum.withPointer { spectrum in
        context.forEach(plan.jobs) { job in
          let count = 2 * plan.vertical.half * width * lanes
          context.lendingScratch(count + partsCount(lanes)) { half in
            for k in 0..<plan.vertical.half {
              inverse(
                rows, spectrum + k * plan.horizontal.size * 2 * plan.lanes + job * lanes, stride: plan.lanes,
                positions: width, lanes: lanes, parts: half + count, into: half + k * 2 * width * lanes)
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
    let rows = plan.horizontal.realInverse(plan.horizontal.displacementPositions, scale: 1)
    let columns = plan.vertical.realInverse(plan.vertical.displacementPositions, scale: scale)
    context.lendingScratch(plan.vertical.half * 2 * side * block) { half in
      context.forEach(plan.vertical.half, scratch: partsCount(block)) { k, parts in
        inverse(
          rows, sums + k * plan.horizontal.size * 2 * block, stride: block, positions: side, lanes: block,
          parts: parts, into: half + k * 2 * side * block)
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
    let rows = plan.horizontal.realForward(plan.horizontal.displacementPositions)
    context.lendingScratch(plan.vertical.half * 2 * side * block) { half in
      context.forEach(side) { column in
        multiply(
          columns, values + column * block, rows: 2 * plan.vertical.half, inner: side, columns: block,
          stride: side * block, into: half + column * block, resultStride: side * block)
      }
      context.forEach(plan.vertical.half, scratch: partsCount(block)) { k, parts in
        forward(
          rows, half + k * 2 * side * block, positions: side, lanes: block, parts: parts,
          into: spectrum + k * plan.horizontal.size * 2 * block, stride: block)
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

  /// The floats of the half spectra of real and imaginary part.
  private func partsCount(_ lanes: Int) -> Int { 4 * plan.horizontal.half * lanes }

  /// The spectrum of a row of complex values, `[part][position][lane]`, from those of its real and of its imaginary part.
  /// This takes half of the products of a complex transform.
  /// - Parameters:
  ///   - matrix: that of ``SpectralAxis/realForward(_:)``.
  ///   - result: [frequency][part], with `stride` floats for each.
  private func forward(
    _ matrix: [Float], _ values: UnsafePointer<Float>, positions: Int, lanes: Int, parts: UnsafeMutablePointer<Float>,
    into result: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let (size, half) = (plan.horizontal.size, plan.horizontal.half)
    for part in 0..<2 {
      multiply(
        matrix, values + part * positions * lanes, rows: 2 * half, inner: positions, columns: lanes, stride: lanes,
        into: parts + part * 2 * half * lanes, resultStride: lanes)
    }
    for k in 0..<half {
      let (real, imaginary) = (parts + 2 * k * lanes, parts + 2 * (half + k) * lanes)
      let (to, mirrored) = (result + 2 * k * stride, result + 2 * ((size - k) % size) * stride)
      for lane in 0..<lanes {
        let (a, b) = (real[lane], real[lanes + lane])
        let (c, d) = (imaginary[lane], imaginary[lanes + lane])
        // The spectra of real values at the mirrored frequency are conjugate: (a, -b) and (c, -d).
        mirrored[lane] = a + d
        mirrored[stride + lane] = c - b
        to[lane] = a - d
        to[stride + lane] = b + c
      }
    }
  }

  /// The values, `[part][position][lane]`, of a row with this spectrum: the transpose of
  /// ``forward(_:_:positions:lanes:parts:into:stride:)`` but for its scale.
  /// - Parameters:
  ///   - matrix: that of ``SpectralAxis/realInverse(_:scale:)``.
  ///   - spectrum: [frequency][part], with `stride` floats for each.
  private func inverse(
    _ matrix: [Float], _ spectrum: UnsafePointer<Float>, stride: Int, positions: Int, lanes: Int,
    parts: UnsafeMutablePointer<Float>, into result: UnsafeMutablePointer<Float>
  ) {
    let (size, half) = (plan.horizontal.size, plan.horizontal.half)
    for k in 0..<half {
      let (real, imaginary) = (parts + 2 * k * lanes, parts + 2 * (half + k) * lanes)
      let (from, mirrored) = (spectrum + 2 * k * stride, spectrum + 2 * ((size - k) % size) * stride)
      for lane in 0..<lanes {
        let (a, b) = (from[lane], from[stride + lane])
        let (c, d) = (mirrored[lane], mirrored[stride + lane])
        real[lane] = 0.5 * (a + c)
        real[lanes + lane] = 0.5 * (b - d)
        imaginary[lane] = 0.5 * (b + d)
        imaginary[lanes + lane] = 0.5 * (c - a)
      }
    }
    for part in 0..<2 {
      multiply(
        matrix, parts + part * 2 * half * lanes, rows: positions, inner: 2 * half, columns: lanes, stride: lanes,
        into: result + part * positions * lanes, resultStride: lanes)
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
