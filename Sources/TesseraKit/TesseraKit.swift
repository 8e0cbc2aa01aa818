// One import for everything that a program needs.
@_exported import Basics
@_exported import Datasets
@_exported import Imaging
@_exported import Interchange
@_exported import NeuralNet
@_exported import Reports
@_exported import Segmentation
