import NeuralNet

// K classes.

/// The scores of a ``LinearProbe`` as features, which ``ScoreSoftmax`` makes probabilities of.
package struct ProbeScores: FeatureExtractor {
  package let features: LayeredFeatures
  package let probe: LinearProbe

  package init(_ features: LayeredFeatures, probe: LinearProbe) {
    self.features = features
    self.probe = probe
  }

  package var channels: Int { probe.classes }
  package var geometry: TileGeometry { features.geometry }

  /// - Shapes: pixels [N, H, W, bands of the images], result [N, H, W, K].
  package func features(_ pixels: Tensor, context: ComputeContext) -> FeatureMap {
    let maps = features.maps(pixels, context: context)
    return FeatureMap(
      probe.scores(maps, height: pixels.shape.height, width: pixels.shape.width, context: context))
  }
}
