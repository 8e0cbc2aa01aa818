import Basics
import Datasets
import Foundation
import Imaging
import Segmentation

/// What a report shows: runs, their scores, and a gallery.
public struct Report: Sendable {
  /// One run, or one folder of masks.
  public struct Run: Sendable {
    public let name: String
    public let path: String
    /// Nil where there are no labels.
    public let scores: Scores?
    /// Pixels of each cluster, over all masks.
    public let clusterPixels: [Int]
    /// The measurements of the training; empty where there was none.
    public let records: [StepRecord]
    /// The configuration of the training as YAML.
    public let configuration: String?
    /// Masks that were read.
    public let masks: Int
    /// How the run's masks are shown.
    public let legend: MaskLegend

    package init(
      name: String, path: String, scores: Scores?, clusterPixels: [Int], records: [StepRecord], configuration: String?,
      masks: Int, legend: MaskLegend
    ) {
      self.name = name
      self.path = path
      self.scores = scores
      self.clusterPixels = clusterPixels
      self.records = records
      self.configuration = configuration
      self.masks = masks
      self.legend = legend
    }
  }

  /// One image of the gallery; pictures are `data:` URIs, none of them larger than the page needs.
  public struct Entry: Sendable {
    /// What one run made of it.
    public struct View: Sendable {
      public let mask: String?
      public let errors: String?
      /// Share of the scored pixels that are right, 0...1; nil where none is scored.
      public let accuracy: Double?

      package init(mask: String?, errors: String?, accuracy: Double?) {
        self.mask = mask
        self.errors = errors
        self.accuracy = accuracy
      }
    }

    public let name: String
    /// Size of the pictures, in pixels.
    public let width: Int
    public let height: Int
    public let image: String?
    public let label: String?
    /// One a run.
    public let views: [View]

    package init(name: String, width: Int, height: Int, image: String?, label: String?, views: [View]) {
      self.name = name
      self.width = width
      self.height = height
      self.image = image
      self.label = label
      self.views = views
    }

    /// The mean of the runs' accuracies.
    public var accuracy: Double? {
      let known = views.compactMap(\.accuracy)
      return known.isEmpty ? nil : known.reduce(0, +) / Double(known.count)
    }
  }

  public let title: String
  public let runs: [Run]
  public let gallery: [Entry]
  /// Images that have a mask, of which the gallery shows some.
  public let images: Int
  /// Files that could not be used, each once.
  public let failures: [FileFailure]

  public init(title: String, runs: [Run], gallery: [Entry], images: Int, failures: [FileFailure]) {
    self.title = title
    self.runs = runs
    self.gallery = gallery
    self.images = images
    self.failures = failures
  }

  /// Whether any run was scored.
  public var hasScores: Bool { runs.contains { $0.scores != nil } }
}
