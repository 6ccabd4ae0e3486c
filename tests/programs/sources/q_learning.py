"""A network and its slow copy learn what moves are worth from a memory of moves."""

import math
import random
from collections import deque, namedtuple

import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim

random.seed(0)
device = torch.device("cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu")
Transition = namedtuple("Transition", ("state", "action", "next_state", "reward"))


class DQN(nn.Module):
    def __init__(self, n_observations, n_actions):
        super().__init__()
        self.layer1 = nn.Linear(n_observations, 12)
        self.layer2 = nn.Linear(12, n_actions)

    def forward(self, x):
        return self.layer2(F.relu(self.layer1(x)))


policy_net, target_net = DQN(3, 2).to(device), DQN(3, 2).to(device)
for i, p in enumerate(policy_net.parameters()):
    p.data.copy_(torch.cos(torch.arange(p.numel()) * 1.1 + i).view_as(p) * 0.5)
target_net.load_state_dict(policy_net.state_dict())
optimizer = optim.AdamW(policy_net.parameters(), lr=1e-2, amsgrad=True)
memory = deque([], maxlen=50)


def state_at(i):
    return torch.tensor([math.sin(i), math.cos(i), 1.0], dtype=torch.float32, device=device).unsqueeze(0)


def optimize_model():
    batch = Transition(*zip(*random.sample(memory, 8)))
    non_final_mask = torch.tensor(tuple(map(lambda s: s is not None, batch.next_state)), device=device, dtype=torch.bool)
    non_final_next_states = torch.cat([s for s in batch.next_state if s is not None])
    values = policy_net(torch.cat(batch.state)).gather(1, torch.cat(batch.action))
    next_values = torch.zeros(8, device=device)
    with torch.no_grad():
        next_values[non_final_mask] = target_net(non_final_next_states).max(1).values
    expected = next_values * 0.9 + torch.cat(batch.reward)
    loss = nn.SmoothL1Loss()(values, expected.unsqueeze(1))
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_value_(policy_net.parameters(), 0.5)
    optimizer.step()
    return loss.item()


for i in range(60):
    if random.random() > 0.5:
        with torch.no_grad():
            action = policy_net(state_at(i)).max(1).indices.view(1, 1)
    else:
        action = torch.tensor([[random.randrange(2)]], device=device, dtype=torch.long)
    reward = torch.tensor([1.0 if action.item() == i % 2 else 0.0], device=device)
    memory.append(Transition(state_at(i), action, None if i % 7 == 6 else state_at(i + 1), reward))
    if len(memory) >= 8:
        loss = optimize_model()
    slow, fast = target_net.state_dict(), policy_net.state_dict()
    for key in fast:
        slow[key] = fast[key] * 0.1 + slow[key] * 0.9
    target_net.load_state_dict(slow)
    if i % 12 == 11:
        print(i, f"{loss:.4f}", action.item())
log_probs = torch.distributions.Categorical(logits=target_net(state_at(1))).log_prob(torch.tensor([0]))
print(f"{log_probs.item():.4f}")
