"""An autoencoder that shrinks images by convolution and grows them again by transposed convolution."""

import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset


class Blobs(Dataset):
    def __init__(self, count):
        grid = np.mgrid[0:12, 0:12]
        centres = np.random.default_rng(0).uniform(2, 10, (count, 2, 1, 1))
        self.images = np.exp(-((grid - centres) ** 2).sum(1) / 4).astype(np.float32)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return torch.from_numpy(self.images[index]).unsqueeze(0), index


class AutoEncoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.LeakyReLU(0.1),
            nn.Conv2d(4, 8, 3, stride=2, padding=1), nn.ReLU(True), nn.MaxPool2d(2, stride=1))
        self.decoder = nn.Sequential(
            nn.ConvTranspose2d(8, 4, 3, stride=2, bias=False), nn.BatchNorm2d(4), nn.ReLU(True),
            nn.ConvTranspose2d(4, 1, 4, stride=2, padding=1, output_padding=0), nn.ZeroPad2d(1), nn.Sigmoid())

    def forward(self, x):
        return self.decoder(self.encoder(x))


model = AutoEncoder()
share(model)
print(model)
loader = DataLoader(Blobs(10), batch_size=5, shuffle=False, drop_last=True)
criterion = nn.BCELoss()
optimizer = optim.Adam(model.parameters(), lr=1e-2, weight_decay=1e-5)
for epoch in range(3):
    running = 0.0
    for images, indices in loader:
        optimizer.zero_grad()
        output = model(images)
        loss = criterion(output, images)
        loss.backward()
        optimizer.step()
        running += loss.item() * images.size(0)
    print(f"epoch {epoch}: {running / len(loader.dataset):.4f} {indices.tolist()}")
results = [output]
