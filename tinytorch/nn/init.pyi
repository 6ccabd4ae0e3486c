"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

# 04 layers
from tinytorch.extras.init import calculate_gain as calculate_gain
from tinytorch.extras.init import constant_ as constant_
from tinytorch.extras.init import kaiming_normal_ as kaiming_normal_
from tinytorch.extras.init import kaiming_uniform_ as kaiming_uniform_
from tinytorch.core.layers import normal_ as normal_
from tinytorch.extras.init import ones_ as ones_
from tinytorch.extras.init import orthogonal_ as orthogonal_
from tinytorch.extras.init import trunc_normal_ as trunc_normal_
from tinytorch.core.layers import uniform_ as uniform_
from tinytorch.extras.init import xavier_normal_ as xavier_normal_
from tinytorch.core.layers import xavier_uniform_ as xavier_uniform_
from tinytorch.core.layers import zeros_ as zeros_
