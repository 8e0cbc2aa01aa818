import Basics
import Datasets
import Imaging
import NeuralNet

/// Whose clusters a mask shows.
public enum OutputHead: String, Codable, Sendable, CaseIterable {
  /// The main head's classes.
  case main
  /// The overclustering head's clusters.
  case overclustering
  /// The overclustering head's clusters, merged to as many as the main head has.
  case merged

  /// The head of the network behind it.
  var networkHead: SegmentationNetwork.Head { self == .main ? .main : .overclustering }
}
