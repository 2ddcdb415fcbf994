using System;
using Xunit;

namespace Weft.Runtime.Tests.Tensors;

public sealed unsafe class NativeArenaTests
{
    [Fact]
    public void Dispose_WhileItIsUsed_LeavesTheBlockToTheLastUse()
    {
        NativeArena arena = new(100);
        float* block = arena.Pointer;

        using (ArenaUse use = new(arena))
        {
            arena.Dispose();
            arena.Dispose();
            block[99] = 1;

            Assert.True(arena.Pointer == block);
            Assert.Throws<ObjectDisposedException>(() => arena.Hold());
        }

        Assert.Throws<ObjectDisposedException>(() => (nint)arena.Pointer);
        Assert.Throws<ObjectDisposedException>(() => arena.Hold());
    }

    [Fact]
    public void Reserve_WhatCannotBeHad_NamesTheArenaAndItsBytes()
    {
        string message = Assert.Throws<OutOfMemoryException>(() => new NativeArena((nuint)1 << 58, "Tiny: the gradients")).Message;

        Assert.Equal("Tiny: the gradients need 1,152,921,504,606,846,976 bytes, which the system has not.", message);
        Assert.Contains("18,446,744,073,709,551,616 bytes", Assert.Throws<OutOfMemoryException>(() => new NativeArena((nuint)1 << 62)).Message, StringComparison.Ordinal);
    }
}
