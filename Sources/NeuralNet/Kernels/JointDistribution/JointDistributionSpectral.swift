import Basics

// N images, H height, W width, K clusters, R radius, T = 2R + 1 (`side`)

/// The joint distribution through the frequency domain: a correlation is a product at each frequency.
///
/// Maps are cut into tiles. The K x K products of all frequencies are then small enough to keep while the whole batch is
/// summed into them. They are inverted once, at the displacements of the window only. The discrete Fourier transforms are
/// matrix products. Lengths are about 60, and most inputs are zero or most outputs are not needed, so that matrix products
/// take less time than a fast transform. They also work for any length.
struct JointDistributionSpectral {
  let plan: SpectralPlan
  let context: ComputeContext

  /// The transforms of one chunk of images, both maps, `[frequency][part][tile][cluster]`.
  struct Spectra: Sendable {
    let first: Tensor
    let second: Tensor
  }

  /// Spectra up to this size are kept for the gradient. Larger ones are recomputed.
  private static let keptFloats = 1 << 26

  func counts(_ maps: PairedMaps) -> (values: Tensor, kept: [Spectra]) {
    let (side, clusters) = (plan.side, plan.clusters)
    var kept: [Spectra] = []
    var result = context.zeros([side, side, clusters, clusters])
    guard maps.shape.count > 0 else { return (result, kept) }
    let keptChunks = Self.keptFloats / (2 * plan.spectrumCount)
    let sumCount = plan.frequencies * 2 * clusters * clusters
    context.lendingScratch(sumCount) { sums in
      for chunk in 0..<plan.chunks {
        let spectra = spectra(of: maps, chunk: chunk)
        accumulate(spectra, into: sums, isFirst: chunk == 0)
        if chunk < keptChunks { kept.append(spectra) }
      }
      result.withMutablePointer { SpectralTransform(plan: plan, context: context).countsOfSums(sums, into: $0) }
    }
    clearRounding(of: &result)
    return (result, kept)
  }

  func gradients(_ gradient: Tensor, _ maps: PairedMaps, kept: [Spectra]) -> (first: Tensor, second: Tensor) {
    let clusters = plan.clusters
    var first = context.zeros(maps.shape)
    var second = context.zeros(maps.shape)
    guard maps.shape.count > 0 else { return (first, second) }
    let transform = SpectralTransform(plan: plan, context: context)
    context.lendingScratch(plan.frequencies * 2 * clusters * clusters) { weights in
      gradient.withPointer { transform.spectrumOfDisplacements($0, into: weights) }
      for chunk in 0..<plan.chunks {
        let spectra = chunk < kept.count ? kept[chunk] : spectra(of: maps, chunk: chunk)
        let changes = weighted(spectra, by: weights)
        let firstImage = chunk * plan.imagesPerChunk
        let images = firstImage..<min(firstImage + plan.imagesPerChunk, maps.shape.batch)
        maps.borrow { a, b in
          first.withMutablePointer { transform.addMaps(changes.first, .first, of: a, images: images, to: $0) }
          second.withMutablePointer { transform.addMaps(changes.second, .second, of: b, images: images, to: $0) }
        }
      }
    }
    return (first, second)
  }

  private func spectra(of maps: PairedMaps, chunk: Int) -> Spectra {
    let transform = SpectralTransform(plan: plan, context: context)
    let firstImage = chunk * plan.imagesPerChunk
    let images = firstImage..<min(firstImage + plan.imagesPerChunk, maps.shape.batch)
    return maps.borrow { first, second in
      Spectra(
        first: transform.spectrum(of: first, .first, images: images),
        second: transform.spectrum(of: second, .second, images: images))
    }
  }

  /// Adds `first * conj(second)` of every frequency, summed over tiles: `[frequency][part][K][K]`.
  private func accumulate(_ spectra: Spectra, into sums: UnsafeMutablePointer<Float>, isFirst: Bool) {
    let (clusters, lanes, rows) = (plan.clusters, plan.lanes, 2 * plan.tiles)
    let isAccumulated = !isFirst
    Tensor.withPointers(spectra.first, spectra.second) { first, second in
      forEachFrequencyBlock(scratch: 4 * lanes) { frequencies, both in
        for frequency in frequencies {
          // The rows (real, imaginary) of the first map are followed by (imaginary, -real): the left K columns of the
          // product become the real part, and the right K columns the imaginary part.
          let real = first + frequency * 2 * lanes
          let imaginary = real + lanes
          for tile in 0..<plan.tiles {
            let upper = both + tile * 2 * clusters
            let lower = upper + 2 * lanes
            for k in 0..<clusters {
              let (re, im) = (real[tile * clusters + k], imaginary[tile * clusters + k])
              upper[k] = re
              upper[clusters + k] = im
              lower[k] = im
              lower[clusters + k] = -re
            }
          }
          RowMajorProduct.multiply(
            BorrowedMatrix(address: both, stride: 2 * clusters, isTransposed: true),
            BorrowedMatrix(address: second + frequency * 2 * lanes, stride: clusters),
            rows: 2 * clusters, columns: clusters, inner: rows, accumulate: isAccumulated,
            into: sums + frequency * 2 * clusters * clusters, stride: clusters)
        }
      }
    }
  }

  /// The spectra of the gradients: `weights * second` and `conj(weights)^T * first`.
  private func weighted(_ spectra: Spectra, by weights: UnsafePointer<Float>) -> Spectra {
    let (clusters, lanes, rows) = (plan.clusters, plan.lanes, 2 * plan.tiles)
    var firstChange = context.uninitialized([plan.spectrumCount])
    var secondChange = context.uninitialized([plan.spectrumCount])
    Tensor.withPointers(spectra.first, spectra.second) { first, second in
      Tensor.withMutablePointers(&firstChange, &secondChange) { firstResult, secondResult in
        forEachFrequencyBlock(scratch: 2 * lanes) { frequencies, turned in
          for frequency in frequencies {
            let at = frequency * 2 * lanes
            let realWeights = weights + frequency * 2 * clusters * clusters
            let imaginaryWeights = realWeights + clusters * clusters
            // Times i: (-imaginary, real).
            for lane in 0..<lanes {
              turned[lane] = -second[at + lanes + lane]
              turned[lanes + lane] = second[at + lane]
            }
            for (source, weights, isAccumulated) in [
              (second + at, realWeights, false), (UnsafePointer(turned), imaginaryWeights, true),
            ] {
              RowMajorProduct.multiply(
                BorrowedMatrix(address: source, stride: clusters),
                BorrowedMatrix(address: weights, stride: clusters, isTransposed: true),
                rows: rows, columns: clusters, inner: clusters, accumulate: isAccumulated, into: firstResult + at,
                stride: clusters)
            }
            // Times -i: (imaginary, -real).
            for lane in 0..<lanes {
              turned[lane] = first[at + lanes + lane]
              turned[lanes + lane] = -first[at + lane]
            }
            for (source, weights, isAccumulated) in [
              (first + at, realWeights, false), (UnsafePointer(turned), imaginaryWeights, true),
            ] {
              RowMajorProduct.multiply(
                BorrowedMatrix(address: source, stride: clusters),
                BorrowedMatrix(address: weights, stride: clusters),
                rows: rows, columns: clusters, inner: clusters, accumulate: isAccumulated, into: secondResult + at,
                stride: clusters)
            }
          }
        }
      }
    }
    return Spectra(first: firstChange, second: secondChange)
  }

  private func forEachFrequencyBlock(
    scratch floats: Int, _ body: (_ frequencies: Range<Int>, _ memory: UnsafeMutablePointer<Float>) -> Void
  ) {
    let length = 64
    context.forEach((plan.frequencies + length - 1) / length, scratch: floats) { block, memory in
      body(block * length..<min((block + 1) * length, plan.frequencies), memory)
    }
  }

  /// Raises counts below the rounding error of the transforms to that error, so that their logarithms are finite. Clears
  /// displacements with almost no counts.
  private func clearRounding(of counts: inout Tensor) {
    let block = plan.clusters * plan.clusters
    let displacements = plan.side * plan.side
    counts.withUnsafeMutableBuffer { counts in
      let totals = (0..<displacements).map { displacement in
        counts[displacement * block..<(displacement + 1) * block].reduce(0.0) { $0 + Double($1) }
      }
      let largest = totals.max() ?? 0
      for displacement in 0..<displacements {
        let range = displacement * block..<(displacement + 1) * block
        if totals[displacement] <= Self.emptyShare * largest {
          for index in range { counts[index] = 0 }
        } else {
          let least = Float(Self.roundingShare * largest)
          for index in range where counts[index] < least { counts[index] = least }
        }
      }
    }
  }

  private static let roundingShare = 1e-9
  private static let emptyShare = 1e-6
}
