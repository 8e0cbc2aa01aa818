import Imaging
import NeuralNet
