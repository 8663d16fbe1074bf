"""Packed attention: the same numbers as BERT's own, and nothing left behind."""

import pytest
import torch
from torch import nn
from transformers import BertConfig, BertModel
from transformers.models.bert.modeling_bert import BertSelfAttention

from retrieval.packed_attention import PackedAttention, packed


@pytest.fixture(scope="module")
def model() -> BertModel:
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=50,
        hidden_size=24,
        num_hidden_layers=2,
        num_attention_heads=3,
        intermediate_size=40,
    )
    model = BertModel(config)
    model.train(mode=False)
    return model


def attentions(model: nn.Module, kind: type[nn.Module]) -> int:
    return sum(isinstance(part, kind) for part in model.modules())


@torch.no_grad()
def hidden(model: nn.Module, tokens: int) -> torch.Tensor:
    states: torch.Tensor = model(torch.arange(tokens)[None]).last_hidden_state
    return states


@pytest.mark.parametrize("tokens", [1, 2, 17])
def test_a_text_by_itself_is_read_alike(model: BertModel, tokens: int) -> None:
    plain = hidden(model, tokens)
    with packed(model):
        assert attentions(model, PackedAttention) == 2
        assert torch.allclose(hidden(model, tokens), plain, atol=1e-5)


def test_a_model_is_its_old_self_again_afterwards(model: BertModel) -> None:
    with pytest.raises(RuntimeError, match="half-way"), packed(model):
        raise RuntimeError("half-way")
    assert attentions(model, PackedAttention) == 0
    assert attentions(model, BertSelfAttention) == 2


def test_a_model_of_another_make_is_left_as_it_is() -> None:
    other = nn.Sequential(nn.Linear(3, 3), nn.MultiheadAttention(3, 1))
    with packed(other):
        assert attentions(other, PackedAttention) == 0
