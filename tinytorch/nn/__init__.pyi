"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

from tinytorch.nn import functional as functional
from tinytorch.nn import init as init
from tinytorch.nn import utils as utils

# 04 layers
from tinytorch.core.layers import Dropout as Dropout
from tinytorch.extras.layers import Flatten as Flatten
from tinytorch.extras.layers import GELU as GELU
from tinytorch.core.layers import GradientLost as GradientLost
from tinytorch.extras.layers import Identity as Identity
from tinytorch.extras.layers import LeakyReLU as LeakyReLU
from tinytorch.core.layers import Linear as Linear
from tinytorch.extras.layers import LogSigmoid as LogSigmoid
from tinytorch.extras.layers import LogSoftmax as LogSoftmax
from tinytorch.core.layers import Module as Module
from tinytorch.extras.layers import ModuleDict as ModuleDict
from tinytorch.core.layers import ModuleList as ModuleList
from tinytorch.core.layers import Parameter as Parameter
from tinytorch.core.layers import ReLU as ReLU
from tinytorch.core.layers import Sequential as Sequential
from tinytorch.extras.layers import SiLU as SiLU
from tinytorch.extras.layers import Sigmoid as Sigmoid
from tinytorch.extras.layers import Softmax as Softmax
from tinytorch.extras.layers import Softplus as Softplus
from tinytorch.extras.layers import Tanh as Tanh
from tinytorch.extras.layers import CosineSimilarity as CosineSimilarity
from tinytorch.extras.layers import DataParallel as DataParallel
from tinytorch.extras.layers import ELU as ELU
from tinytorch.extras.layers import GLU as GLU
from tinytorch.extras.layers import Hardsigmoid as Hardsigmoid
from tinytorch.extras.layers import Hardswish as Hardswish
from tinytorch.extras.layers import Hardtanh as Hardtanh
from tinytorch.extras.layers import Mish as Mish
from tinytorch.extras.layers import PReLU as PReLU
from tinytorch.extras.layers import PairwiseDistance as PairwiseDistance
from tinytorch.extras.layers import ParameterDict as ParameterDict
from tinytorch.extras.layers import ParameterList as ParameterList
from tinytorch.extras.layers import ReLU6 as ReLU6
from tinytorch.extras.layers import SELU as SELU
from tinytorch.extras.layers import Softmin as Softmin
from tinytorch.extras.layers import Softsign as Softsign
from tinytorch.extras.layers import Unflatten as Unflatten
from tinytorch.extras.recurrent import GRU as GRU
from tinytorch.extras.recurrent import GRUCell as GRUCell
from tinytorch.extras.recurrent import LSTM as LSTM
from tinytorch.extras.recurrent import LSTMCell as LSTMCell
from tinytorch.extras.recurrent import RNN as RNN
from tinytorch.extras.recurrent import RNNCell as RNNCell

# 05 losses
from tinytorch.extras.losses import BCELoss as BCELoss
from tinytorch.extras.losses import BCEWithLogitsLoss as BCEWithLogitsLoss
from tinytorch.core.losses import CrossEntropyLoss as CrossEntropyLoss
from tinytorch.extras.losses import HuberLoss as HuberLoss
from tinytorch.extras.losses import L1Loss as L1Loss
from tinytorch.core.losses import MSELoss as MSELoss
from tinytorch.extras.losses import NLLLoss as NLLLoss
from tinytorch.extras.losses import SmoothL1Loss as SmoothL1Loss
from tinytorch.extras.losses import CosineEmbeddingLoss as CosineEmbeddingLoss
from tinytorch.extras.losses import GaussianNLLLoss as GaussianNLLLoss
from tinytorch.extras.losses import KLDivLoss as KLDivLoss
from tinytorch.extras.losses import MarginRankingLoss as MarginRankingLoss
from tinytorch.extras.losses import TripletMarginLoss as TripletMarginLoss

# 09 spatial
from tinytorch.extras.spatial import AdaptiveAvgPool2d as AdaptiveAvgPool2d
from tinytorch.extras.spatial import AdaptiveMaxPool2d as AdaptiveMaxPool2d
from tinytorch.extras.spatial import AvgPool2d as AvgPool2d
from tinytorch.extras.spatial import BatchNorm1d as BatchNorm1d
from tinytorch.core.spatial import BatchNorm2d as BatchNorm2d
from tinytorch.core.spatial import Conv2d as Conv2d
from tinytorch.extras.spatial import Dropout2d as Dropout2d
from tinytorch.core.spatial import MaxPool2d as MaxPool2d
from tinytorch.extras.spatial import AvgPool1d as AvgPool1d
from tinytorch.extras.spatial import Conv1d as Conv1d
from tinytorch.extras.spatial import ConvTranspose2d as ConvTranspose2d
from tinytorch.extras.spatial import GroupNorm as GroupNorm
from tinytorch.extras.spatial import InstanceNorm2d as InstanceNorm2d
from tinytorch.extras.spatial import MaxPool1d as MaxPool1d
from tinytorch.extras.resizing import PixelShuffle as PixelShuffle
from tinytorch.extras.resizing import PixelUnshuffle as PixelUnshuffle
from tinytorch.extras.spatial import ReflectionPad2d as ReflectionPad2d
from tinytorch.extras.spatial import ReplicationPad2d as ReplicationPad2d
from tinytorch.extras.resizing import Upsample as Upsample
from tinytorch.extras.spatial import ZeroPad2d as ZeroPad2d

# 11 embeddings
from tinytorch.core.embeddings import Embedding as Embedding

# 12 attention
from tinytorch.core.attention import MultiheadAttention as MultiheadAttention

# 13 transformers
from tinytorch.core.transformers import LayerNorm as LayerNorm
from tinytorch.extras.transformers import RMSNorm as RMSNorm
from tinytorch.extras.transformers import Transformer as Transformer
from tinytorch.extras.transformers import TransformerEncoder as TransformerEncoder
from tinytorch.extras.transformers import TransformerEncoderLayer as TransformerEncoderLayer
