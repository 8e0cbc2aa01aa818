import Basics

// N images, H height, W width, K classes, R radius, T = 2R + 1 (`side`)

/// The joint distribution through the frequency domain: a correlation is a product at each frequency.
///
/// Maps are cut into tiles, so that the K x K products of all frequencies stay small enough to be kept while the whole
/// batch is summed into them, and are inverted once, at the wanted displacements only. The discrete Fourier transforms
/// are matrix products: at the lengths that pay here (about 60), with most of input or output known to be zero or not
/// wanted, they take less time than a fast transform, and any length will do.
struct JointDistributionSpectral {
  let plan: SpectralPlan
  let context: ComputeContext

  /// The transforms of one chunk of images, both maps, `[frequency][part][tile][class]`.
  struct Spectra: Sendable {
    let first: Tensor
    let second: Tensor
  }

  /// Spectra up to this size are kept for the gradient; those beyond it are computed a second time.
  private static let keptFloats = 1 << 26

  func counts(_ maps: PairedMaps) -> (values: Tensor, kept: [Spectra]) {
    let (side, classes) = (plan.side, plan.classes)
    var kept: [Spectra] = []
    var result = context.zeros([side, side, classes, classes])
    guard maps.shape.count > 0 else { return (result, kept) }
    let keptChunks = Self.keptFloats / (2 * plan.spectrumCount)
    let sumCount = plan.frequencies * 2 * classes * classes
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
    let classes = plan.classes
    var first = context.zeros(maps.shape)
    var second = context.zeros(maps.shape)
    guard maps.shape.count > 0 else { return (first, second) }
    let transform = SpectralTransform(plan: plan, context: context)
    context.lendingScratch(plan.frequencies * 2 * classes * classes) { weights in
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
    let (classes, lanes, rows) = (plan.classes, plan.lanes, 2 * plan.tiles)
    let isAccumulated = !isFirst
    Tensor.withPointers(spectra.first, spectra.second) { first, second in
      forEachFrequencyBlock(scratch: 4 * lanes) { frequencies, both in
        for frequency in frequencies {
          // Beside the rows (real, imaginary) of the first map stand (imaginary, -real): the left K columns of the
          // product become the real part, the right ones the imaginary.
          let real = first + frequency * 2 * lanes
          let imaginary = real + lanes
          for tile in 0..<plan.tiles {
            let upper = both + tile * 2 * classes
            let lower = upper + 2 * lanes
            for k in 0..<classes {
              let (re, im) = (real[tile * classes + k], imaginary[tile * classes + k])
              upper[k] = re
              upper[classes + k] = im
              lower[k] = im
              lower[classes + k] = -re
            }
          }
          RowMajorProduct.multiply(
            BorrowedMatrix(address: both, stride: 2 * classes, isTransposed: true),
            BorrowedMatrix(address: second + frequency * 2 * lanes, stride: classes),
            rows: 2 * classes, columns: classes, inner: rows, accumulate: isAccumulated,
            into: sums + frequency * 2 * classes * classes, stride: classes)
        }
      }
    }
  }

  /// The spectra of the gradients: `weights * second` and `conj(weights)^T * first`.
  private func weighted(_ spectra: Spectra, by weights: UnsafePointer<Float>) -> Spectra {
    let (classes, lanes, rows) = (plan.classes, plan.lanes, 2 * plan.tiles)
    var firstChange = context.uninitialized([plan.spectrumCount])
    var secondChange = context.uninitialized([plan.spectrumCount])
    Tensor.withPointers(spectra.first, spectra.second) { first, second in
      Tensor.withMutablePointers(&firstChange, &secondChange) { firstResult, secondResult in
        forEachFrequencyBlock(scratch: 2 * lanes) { frequencies, turned in
          for frequency in frequencies {
            let at = frequency * 2 * lanes
            let realWeights = weights + frequency * 2 * classes * classes
            let imaginaryWeights = realWeights + classes * classes
            // Times i: (-imaginary, real).
            for lane in 0..<lanes {
              turned[lane] = -second[at + lanes + lane]
              turned[lanes + lane] = second[at + lane]
            }
            for (source, weights, isAccumulated) in [
              (second + at, realWeights, false), (UnsafePointer(turned), imaginaryWeights, true),
            ] {
              RowMajorProduct.multiply(
                BorrowedMatrix(address: source, stride: classes),
                BorrowedMatrix(address: weights, stride: classes, isTransposed: true),
                rows: rows, columns: classes, inner: classes, accumulate: isAccumulated, into: firstResult + at,
                stride: classes)
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
                BorrowedMatrix(address: source, stride: classes),
                BorrowedMatrix(address: weights, stride: classes),
                rows: rows, columns: classes, inner: classes, accumulate: isAccumulated, into: secondResult + at,
                stride: classes)
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

  /// Raises counts below the rounding error of the transforms to its size, so that their logarithms stay sane, and
  /// clears displacements at which next to nothing was counted.
  private func clearRounding(of counts: inout Tensor) {
    let block = plan.classes * plan.classes
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
