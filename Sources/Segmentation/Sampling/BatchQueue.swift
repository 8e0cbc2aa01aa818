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
  /// The step after which no batch is wanted; 0 where that is not known.
  private let limit: Int
  private let context: ComputeContext
  private let queue = DispatchQueue(label: "tessera.batches", qos: .userInitiated)
  private let prepared = Mutex<(step: Int, result: Result<[PairBatch], any Error>)?>(nil)

  /// - Parameters:
  ///   - parts: of a batch, over all processes.
  ///   - limit: the steps of the training; 0 where time alone ends it.
  init(_ sampler: PairSampler, parts: Int, limit: Int, context: ComputeContext) {
    let processes = context.communicator
    let own = SumTree.shares(of: parts, processes: processes.size)[processes.rank]
    self.sampler = sampler
    self.limit = limit
    ranges = Array(sampler.ranges(parts: parts)[own])
    self.context = context
  }

  /// The parts of the batch of `step`; those of the one after it are begun before this returns.
  func next(step: Int) throws -> [PairBatch] {
    finish()
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
    guard limit == 0 || step + 1 < limit else { return batch }
    queue.async { [self] in
      let result = Result { try parts(step: step + 1) }
      prepared.withLock { $0 = (step + 1, result) }
    }
    return batch
  }

  /// Waits for the batch that is being prepared.
  func finish() { queue.sync {} }

  private func parts(step: Int) throws -> [PairBatch] {
    try ranges.map { try sampler.part($0, step: step, context: context) }
  }
}
