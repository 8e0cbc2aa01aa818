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
  /// The pairs of each part of a batch that this process computes.
  private let ranges: [Range<Int>]
  private let context: ComputeContext
  private let queue = DispatchQueue(label: "tessera.batches", qos: .userInitiated)
  private let prepared = Mutex<(step: Int, result: Result<[PairBatch], any Error>)?>(nil)

  /// - Parameter parts: of a batch, over all processes.
  init(_ sampler: PairSampler, parts: Int, context: ComputeContext) {
    let processes = context.communicator
    let own = SumTree.shares(of: parts, processes: processes.size)[processes.rank]
    self.sampler = sampler
    ranges = Array(sampler.ranges(parts: parts)[own])
    self.context = context
  }

  /// The parts of the batch of `step`; those of the one after it are begun before this returns.
  func next(step: Int) throws -> [PairBatch] {
    queue.sync {}
    let ready = prepared.withLock { prepared in
      defer { prepared = nil }
      return prepared
    }
    let batch: [PairBatch]
    if let ready, ready.step == step {
      batch = try ready.result.get()
    } else {
      batch = try parts(step: step)
    }
    queue.async { [self] in
      let result = Result { try parts(step: step + 1) }
      prepared.withLock { $0 = (step + 1, result) }
    }
    return batch
  }

  private func parts(step: Int) throws -> [PairBatch] {
    try ranges.map { try sampler.part($0, step: step, context: context) }
  }
}
