import Basics
import Datasets
import Dispatch
import Foundation
import Imaging
import NeuralNet
import Synchronization

/// Prepares the batch of the next step while the current one trains.
final class BatchQueue: Sendable {
  private let sampler: PairSampler
  private let context: ComputeContext
  private let queue = DispatchQueue(label: "tessera.batches", qos: .userInitiated)
  private let prepared = Mutex<(step: Int, result: Result<PairBatch, any Error>)?>(nil)

  init(_ sampler: PairSampler, context: ComputeContext) {
    self.sampler = sampler
    self.context = context
  }

  /// The batch of `step`; the one after it is begun before this returns.
  func next(step: Int) throws -> PairBatch {
    queue.sync {}
    let ready = prepared.withLock { prepared in
      defer { prepared = nil }
      return prepared
    }
    let batch: PairBatch
    if let ready, ready.step == step {
      batch = try ready.result.get()
    } else {
      batch = try sampler.batch(step: step, context: context)
    }
    queue.async { [self] in
      let result = Result { try sampler.batch(step: step + 1, context: context) }
      prepared.withLock { $0 = (step + 1, result) }
    }
    return batch
  }
}
