package io.yolospark.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedCacheTest {

  @Test
  void keepsTheFirstValuesThatFit() {
    BoundedCache<String> cache = new BoundedCache<>(10);

    assertThat(cache.offer(1, () -> "six", 6)).isTrue();
    assertThat(cache.offer(2, () -> "five", 5)).isFalse();
    assertThat(cache.offer(3, () -> "four", 4)).isTrue();
    assertThat(cache.offer(4, () -> "one", 1)).isFalse();

    assertThat(cache.find(1)).isEqualTo("six");
    assertThat(cache.find(2)).isNull();
    assertThat(cache.find(3)).isEqualTo("four");
  }

  @Test
  void countsAValueOfferedTwiceOnce() {
    BoundedCache<String> cache = new BoundedCache<>(10);

    assertThat(cache.offer(1, () -> "first", 4)).isTrue();
    assertThat(cache.offer(1, () -> "second", 4)).isTrue();
    assertThat(cache.offer(2, () -> "other", 6)).isTrue();
    assertThat(cache.offer(1, () -> "third", 4)).isTrue(); // held although nothing is free

    assertThat(cache.find(1)).isEqualTo("first");
  }
}
