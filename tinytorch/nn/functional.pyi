"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

# 01 tensor
from tinytorch import Tensor

tanh = Tensor.tanh

# 03 activations
from tinytorch.core.activations import gelu as gelu
from tinytorch.core.activations import leaky_relu as leaky_relu
from tinytorch.core.activations import log_softmax as log_softmax
from tinytorch.core.activations import logsigmoid as logsigmoid
from tinytorch.core.activations import relu as relu
from tinytorch.core.activations import sigmoid as sigmoid
from tinytorch.core.activations import silu as silu
from tinytorch.core.activations import softmax as softmax
from tinytorch.core.activations import softplus as softplus
from tinytorch.extras.activations import cosine_similarity as cosine_similarity
from tinytorch.extras.activations import elu as elu
from tinytorch.extras.activations import glu as glu
from tinytorch.extras.activations import gumbel_softmax as gumbel_softmax
from tinytorch.extras.activations import hardsigmoid as hardsigmoid
from tinytorch.extras.activations import hardswish as hardswish
from tinytorch.extras.activations import hardtanh as hardtanh
from tinytorch.extras.activations import mish as mish
from tinytorch.extras.activations import normalize as normalize
from tinytorch.extras.activations import pairwise_distance as pairwise_distance
from tinytorch.extras.activations import prelu as prelu
from tinytorch.extras.activations import relu6 as relu6
from tinytorch.extras.activations import selu as selu
from tinytorch.extras.activations import softmin as softmin
from tinytorch.extras.activations import softsign as softsign

# 04 layers
from tinytorch.core.layers import dropout as dropout
from tinytorch.core.layers import linear as linear

# 05 losses
from tinytorch.extras.losses import binary_cross_entropy as binary_cross_entropy
from tinytorch.core.losses import binary_cross_entropy_with_logits as binary_cross_entropy_with_logits
from tinytorch.core.losses import cross_entropy as cross_entropy
from tinytorch.extras.losses import huber_loss as huber_loss
from tinytorch.core.losses import l1_loss as l1_loss
from tinytorch.core.losses import mse_loss as mse_loss
from tinytorch.core.losses import nll_loss as nll_loss
from tinytorch.extras.losses import smooth_l1_loss as smooth_l1_loss
from tinytorch.extras.losses import cosine_embedding_loss as cosine_embedding_loss
from tinytorch.extras.losses import gaussian_nll_loss as gaussian_nll_loss
from tinytorch.extras.losses import kl_div as kl_div
from tinytorch.extras.losses import margin_ranking_loss as margin_ranking_loss
from tinytorch.extras.losses import triplet_margin_loss as triplet_margin_loss

# 09 spatial
from tinytorch.extras.spatial import adaptive_avg_pool2d as adaptive_avg_pool2d
from tinytorch.extras.spatial import adaptive_max_pool2d as adaptive_max_pool2d
from tinytorch.extras.spatial import avg_pool2d as avg_pool2d
from tinytorch.core.spatial import batch_norm as batch_norm
from tinytorch.extras.spatial import conv2d as conv2d
from tinytorch.extras.spatial import dropout2d as dropout2d
from tinytorch.extras.spatial import max_pool2d as max_pool2d
from tinytorch.extras.spatial import pad as pad
from tinytorch.extras.spatial import avg_pool1d as avg_pool1d
from tinytorch.extras.spatial import conv1d as conv1d
from tinytorch.extras.spatial import conv_transpose2d as conv_transpose2d
from tinytorch.extras.spatial import group_norm as group_norm
from tinytorch.extras.resizing import affine_grid as affine_grid
from tinytorch.extras.resizing import fold as fold
from tinytorch.extras.resizing import grid_sample as grid_sample
from tinytorch.extras.resizing import interpolate as interpolate
from tinytorch.extras.spatial import max_pool1d as max_pool1d
from tinytorch.extras.resizing import pixel_shuffle as pixel_shuffle
from tinytorch.extras.resizing import pixel_unshuffle as pixel_unshuffle
from tinytorch.extras.resizing import unfold as unfold

# 11 embeddings
from tinytorch.core.embeddings import embedding as embedding
from tinytorch.core.embeddings import one_hot as one_hot

# 12 attention
from tinytorch.core.attention import scaled_dot_product_attention as scaled_dot_product_attention

# 13 transformers
from tinytorch.core.transformers import layer_norm as layer_norm
from tinytorch.extras.transformers import rms_norm as rms_norm
