@circulation
Feature: Renewals

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
      | Ben Okoro | 1975-01-30 |
    And the titles
      | title       | author     | year | kind     | copies |
      | Rain        | Mia Tanaka | 1999 | book     | B-101  |
      | Night Train | Olaf Berg  | 1971 | film     | F-201  |
      | Gardening   | Ute Brandt | 2024 | magazine | M-301  |

  Scenario: A renewal counts from the day it is asked for
    Given Ada Novak borrows B-101
    When it is 2024-03-20
    And B-101 is renewed
    Then B-101 is due on 2024-04-17

  Scenario: The number of renewals is limited
    Given Ada Novak borrows F-201
    And today is 2024-03-08
    And F-201 is renewed
    When it is 2024-03-12
    And somebody tries to renew F-201
    Then it is refused: 'Night Train' was renewed 1 times already

  Scenario: Magazines are not renewed
    Given Ada Novak borrows M-301
    When somebody tries to renew M-301
    Then it is refused: a magazine cannot be renewed

  Scenario: Somebody else waits
    Given Ada Novak borrows B-101
    And Ben Okoro reserves "Rain"
    When it is 2024-03-20
    And somebody tries to renew B-101
    Then it is refused: another member waits for 'Rain'

  Scenario: Too late
    Given Ada Novak borrows B-101
    When it is 2024-04-05
    And somebody tries to renew B-101
    Then it is refused: 'Rain' was due on 2024-04-01
