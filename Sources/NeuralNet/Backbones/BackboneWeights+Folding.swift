import Basics

extension BackboneWeights {
  /// A convolution without a bias, and the batch norm after it.
  ///
  /// - Parameters:
  ///   - convolution, norm: the names of the modules, without `.weight`.
  ///   - shape: the dimensions of the weights, nil for those that may be any.
  ///   - epsilon: what the batch norm adds to variances.
  /// - Throws: as ``tensor(_:_:)``; ``BackboneError`` for a variance below zero.
  func folded(
    _ convolution: String, norm: String, shape: [Int?], isDepthwise: Bool = false, stride: Int = 1,
    padding: FoldedConvolution.Padding = .symmetric, activation: FoldedConvolution.Activation = .none, epsilon: Double,
    context: ComputeContext
  ) throws -> FoldedConvolution {
    let weight = try tensor(convolution + ".weight", shape)
    let channels = weight.shape[0]
    func values(_ name: String) throws -> [Float] { try tensor("\(norm).\(name)", [channels]).values }
    let (factors, shifts) = (try values("weight"), try values("bias"))
    let (means, variances) = (try values("running_mean"), try values("running_var"))
    guard variances.allSatisfy({ $0 >= 0 }) else {
      throw BackboneError(path: path, reason: "tensor \(norm).running_var holds a variance below 0")
    }
    let scale = zip(factors, variances).map { Double($0) / (Double($1) + epsilon).squareRoot() }
    let bias = zip(zip(shifts, means), scale).map { Float(Double($0.0) - Double($0.1) * $1) }
    return FoldedConvolution(
      weight: weight, scale: scale.map { Float($0) }, bias: bias, isDepthwise: isDepthwise, stride: stride,
      padding: padding, activation: activation, context: context)
  }

  /// Refuses tensors that belong to modules of the network, and that the network does not use: it would compute
  /// something else than the network that they were trained in.
  /// - Parameters:
  ///   - used: whether the network uses a tensor, by its name without `prefix`.
  ///   - modules: how the names of the modules begin, without `prefix`.
  /// - Throws: `SafetensorsError.unexpectedTensor`.
  func refuseOthers(prefix: String, modules: [String], used: (String) -> Bool) throws {
    for name in names.sorted() where name.hasPrefix(prefix) {
      let own = String(name.dropFirst(prefix.count))
      guard modules.contains(where: { own.hasPrefix($0) }), !own.hasSuffix("num_batches_tracked"), !used(own) else {
        continue
      }
      throw SafetensorsError.unexpectedTensor(path: path, name: name)
    }
  }

  /// What stands before `suffix` in the name of a tensor; nil where no name ends so.
  /// - Throws: ``BackboneError`` where several networks are in the file.
  func prefix(before suffix: String) throws -> String? {
    let found = names.filter { $0 == suffix || $0.hasSuffix("." + suffix) }.sorted()
    guard found.count <= 1 else {
      throw BackboneError(
        path: path, reason: "it holds several networks, of \(found[0]) and of \(found[1]); write a file of one of them")
    }
    return found.first.map { String($0.dropLast(suffix.count)) }
  }
}

extension FoldedConvolution {
  /// How the outputs lie over the inputs, whose numbers along each axis are multiples of the stride.
  var geometry: TileGeometry { TileGeometry(reduction: stride, reach: kernel / 2, period: period) }
}
