"""A policy network that is rewarded for its actions (REINFORCE), on an environment without chance."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import torch.optim as optim


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.affine1 = nn.Linear(4, 32)
        self.dropout = nn.Dropout(p=0.6)
        self.affine2 = nn.Linear(32, 2)
        self.saved_log_probs = []
        self.rewards = []

    def forward(self, x):
        x = self.affine1(x)
        x = self.dropout(x)
        x = F.relu(x)
        action_scores = self.affine2(x)
        return F.softmax(action_scores, dim=1)


policy = model = Policy()
share(model)
print(policy)
policy.eval()
optimizer = optim.Adam(policy.parameters(), lr=1e-2)
eps = np.finfo(np.float32).eps.item()
numbers = np.random.default_rng(0)


def select_action(state):
    state = torch.from_numpy(state).float().unsqueeze(0)
    probs = policy(state)
    action = int(numbers.random() < probs[0, 1].item())
    policy.saved_log_probs.append(torch.log(probs[0, action]).unsqueeze(0))
    return action


def finish_episode():
    R = 0
    policy_loss = []
    returns = []
    for r in policy.rewards[::-1]:
        R = r + 0.99 * R
        returns.insert(0, R)
    returns = torch.tensor(returns)
    returns = (returns - returns.mean()) / (returns.std() + eps)
    for log_prob, R in zip(policy.saved_log_probs, returns):
        policy_loss.append(-log_prob * R)
    optimizer.zero_grad()
    policy_loss = torch.cat(policy_loss).sum()
    policy_loss.backward()
    optimizer.step()
    del policy.rewards[:]
    del policy.saved_log_probs[:]
    return policy_loss


for episode in range(5):
    state = np.linspace(-1, 1, 4) * (episode + 1)
    for _ in range(12):
        action = select_action(state)
        state = np.roll(state, 1) * 0.9 + (0.1 if action else -0.1)
        policy.rewards.append(float(state.sum()))
    print(episode, finish_episode().item())
results = [policy(torch.ones(3, 4))]
