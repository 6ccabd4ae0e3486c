"""The public names, for type checkers and for `_facade.py`; `# 04 layers` says which module brings them."""

# 04 layers
from tinytorch.extras.recurrent import pad_sequence as pad_sequence
from tinytorch.extras.recurrent import PackedSequence as PackedSequence
from tinytorch.extras.recurrent import pack_padded_sequence as pack_padded_sequence
from tinytorch.extras.recurrent import pad_packed_sequence as pad_packed_sequence
