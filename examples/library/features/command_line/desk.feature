@command_line
Feature: The desk on the command line

  Background:
    Given today is 2024-03-04
    And the members
      | name      | born       |
      | Ada Novak | 1980-05-17 |
      | Ben Okoro | 1975-01-30 |
    And the titles
      | title | author     | year | copies      |
      | Rain  | Mia Tanaka | 1999 | B-101       |
      | Snow  | Mia Tanaka | 2003 | B-102 B-103 |

  Scenario: A title is added
    When the command is add-title "Night Train" "Olaf Berg" 1971 --kind film --copy F-201 --copy F-202
    Then it prints
      """
      title 3: Night Train (2 copies)
      """

  Scenario: A card is given out
    When the command is register "Tom Novak" 2014-09-01 --membership child
    Then it prints
      """
      card M0003: Tom Novak, valid until 2025-03-04
      """

  @smoke
  Scenario: A copy is lent
    When the command is lend M0001 B-101
    Then it prints
      """
      B-101 is due on 2024-04-01
      """

  Scenario: Copies come back
    Given Ada Novak borrows B-101
    And Ada Novak borrows B-102
    And Ben Okoro reserves "Rain"
    And today is 2024-04-02
    When the command is return B-101 B-102
    Then it prints
      """
      B-101 is back, fine 0.20, set aside for Ben Okoro
      B-102 is back, fine 0.20
      """

  Scenario: All loans of a member are renewed
    Given Ada Novak borrows B-101 to B-102
    And Ben Okoro reserves "Rain"
    And today is 2024-03-20
    When the command is renew --card M0001
    Then it prints
      """
      B-101 stays due on 2024-04-01: another member waits for 'Rain'
      B-102 is due on 2024-04-17
      """

  Scenario: A place in the queue
    Given Ada Novak borrows B-101
    When the command is reserve M0002 Rain
    Then it prints
      """
      number 1 in the queue for Rain
      """

  Scenario Outline: Payments
    Given Ada Novak is charged 4.00 for lateness
    When the command is pay M0001 <amount>
    Then it prints
      """
      <answer>
      """

    Examples:
      | amount | answer                   |
      | 1,50   | still owed: 2.50         |
      | 4      | nothing is owed any more |

  Scenario: The catalogue is searched
    When the command is search tanaka --available
    Then it prints
      """
      1: Rain / Mia Tanaka (1999)
      2: Snow / Mia Tanaka (2003)
      """

  Scenario: The night's work
    When the command is nightly
    Then it prints
      """
      0 reservations expired, 0 reminders written, 0 copies presumed lost, 0 loans forgotten, 0 mails sent, 0 letters to post
      """
