import NeuralNet

extension NetworkState {
  /// Takes the weights and statistics that another network has under the same names and in the same shapes.
  mutating func take(from other: NetworkState) {
    Self.take(&parameters, from: other.parameters)
    Self.take(&statistics, from: other.statistics)
  }

  private static func take(_ own: inout ParameterStore, from other: ParameterStore) {
    for entry in own.layout.entries {
      let same = other.layout.entries.first { $0.name == entry.name && $0.slot.shape == entry.slot.shape }
      if let same { own[entry.slot] = other[same.slot] }
    }
  }
}
